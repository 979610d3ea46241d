/** The phrases of blocks, reports and settings; fetched with the views that show them. */
export const enSafety = {
  block: 'Block',
  unblock: 'Unblock',
  blockQuestion: 'Block %s?',
  blockHint: "You won't be able to message each other, or see when the other is online.",
  youBlocked: 'You blocked %s.',
  unblockToWrite: 'Unblock to write',
  fromBlocked: 'Message from a blocked person',
  show: 'Show',

  report: 'Report',
  reportMessage: 'Report message',
  reportPerson: 'Report %s',
  reportWhy: "What's wrong?",
  reportReasons: {
    spam: 'Spam',
    abuse: 'Insults or harassment',
    threats: 'Threats or violence',
    sexual: 'Sexual content',
    fraud: 'Fraud',
    other: 'Something else',
  },
  reportComment: 'Details (optional)',
  reportNote: 'Moderators will see this message and the ones around it.',
  reportSend: 'Send report',
  reportThanks: 'Thanks for letting us know',
  reportThanksHint: 'Moderators will look at it.',
  blockToo: 'Moderators will look at it. Do you also want to block %s?',
  done: 'Done',
}

export type SafetyCatalog = typeof enSafety
