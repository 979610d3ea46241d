import type { GroupsCatalog } from '../en/groups.ts'

export const deGroups: GroupsCatalog = {
  whoJoins: 'Wer beitreten darf',
  joinKinds: { anyone: 'Alle', request: 'Auf Anfrage', invitation: 'Auf Einladung' },
  joinHints: {
    anyone: 'Alle auf dieser Website können sie finden, lesen und beitreten.',
    request: 'Alle auf dieser Website können sie finden und um Beitritt bitten. Admins entscheiden.',
    invitation: 'Niemand kann sie finden. Mitglieder werden hinzugefügt oder nutzen einen Einladungslink.',
  },
  slowMode: 'Langsamer Modus',
  slowOff: 'Aus',
  groupKinds: { anyone: 'Öffentlich', request: 'Beitritt auf Anfrage' },

  addPicture: 'Bild hinzufügen',
  changePicture: 'Bild ändern',
  removePicture: 'Entfernen',
  cropPicture: 'Gruppenbild',
  cropHint: 'Ziehe das Bild oder bewege es mit den Pfeiltasten',
  cropZoom: 'Zoom',
  cropDone: 'Fertig',

  askToJoin: 'Um Beitritt bitten',
  askToJoinRoom: 'Um Beitritt zu %s bitten',
  askNote: 'Nachricht (optional)',
  askHint: 'Admins sehen deine Anfrage. Lesen und schreiben kannst du, sobald sie annehmen.',
  askSend: 'Anfrage senden',
  askSent: 'Anfrage gesendet',
  askSentHint: 'Du bist dabei, sobald ein Admin annimmt.',
  askCancel: 'Anfrage zurückziehen',
  askDeclined: 'Anfrage abgelehnt',
  askAgain: 'Du kannst nach %s erneut anfragen.',
  ownAsks: 'Deine Anfragen',
  showAsk: '%s: deine Anfrage',

  joinRequests: 'Beitrittsanfragen',
  joinRequestCount: { one: '# Beitrittsanfrage', other: '# Beitrittsanfragen' },
  noJoinRequests: 'Gerade keine Anfragen',
  acceptAll: 'Alle annehmen',
  acceptAllQuestion: { one: '# Person aufnehmen?', other: '# Personen aufnehmen?' },
  acceptPerson: '%s annehmen',
  declinePerson: '%s ablehnen',
  asksFull: 'Ist schon in zu vielen Chats für einen weiteren.',

  inviteApproval: 'Admins bestätigen jede Person',
  inviteApproved: 'Mit Bestätigung',
  inviteStopped: 'Gestoppt: Ersteller ist kein Admin mehr',
}
