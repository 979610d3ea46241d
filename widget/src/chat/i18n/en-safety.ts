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
}

export type SafetyCatalog = typeof enSafety
