import type { Plurals } from '../plural.ts'

/** The phrases of who may join a group and of its picture; fetched with the views that show them. */
export const enGroups = {
  whoJoins: 'Who can join',
  joinKinds: { anyone: 'Anyone', request: 'By request', invitation: 'By invitation' },
  joinHints: {
    anyone: 'Everyone on this site can find it, read it and join.',
    request: 'Everyone on this site can find it and ask to join. Admins decide.',
    invitation: 'Nobody can find it. Members are added, or join by an invite link.',
  },
  slowMode: 'Slow mode',
  slowOff: 'Off',
  groupKinds: { anyone: 'Public', request: 'Join by request' },

  addPicture: 'Add picture',
  changePicture: 'Change picture',
  removePicture: 'Remove',
  cropPicture: 'Group picture',
  cropHint: 'Drag the picture, or move it with the arrow keys',
  cropZoom: 'Zoom',
  cropDone: 'Done',

  askToJoin: 'Ask to join',
  askToJoinRoom: 'Ask to join %s',
  askNote: 'Message (optional)',
  askHint: 'Admins will see your request. You can read and write once they accept it.',
  askSend: 'Send request',
  askSent: 'Request sent',
  askSentHint: "You'll be in as soon as an admin accepts it.",
  askCancel: 'Cancel request',
  askDeclined: 'Request declined',
  askAgain: 'You can ask again after %s.',
  ownAsks: 'Your requests',
  showAsk: '%s: your request',

  joinRequests: 'Requests to join',
  joinRequestCount: { one: '# request to join', other: '# requests to join' } as Plurals,
  noJoinRequests: 'No requests right now',
  acceptAll: 'Accept all',
  acceptAllQuestion: { one: 'Let # person in?', other: 'Let # people in?' } as Plurals,
  acceptPerson: 'Accept %s',
  declinePerson: 'Decline %s',
  asksFull: 'Already in too many conversations to join one more.',

  inviteApproval: 'Admins approve each person',
  inviteApproved: 'With approval',
  inviteStopped: 'Stopped: its creator is no longer an admin',
}

export type GroupsCatalog = typeof enGroups
