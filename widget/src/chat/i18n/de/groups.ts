import type { GroupsCatalog } from '../en/groups.ts'

export const deGroups: GroupsCatalog = {
  whoJoins: 'Wer beitreten darf',
  joinKinds: { anyone: 'Alle', request: 'Auf Anfrage', invitation: 'Auf Einladung' },
  joinHints: {
    anyone: 'Alle auf dieser Website können sie finden, mitlesen und beitreten.',
    request: 'Alle auf dieser Website können sie finden und den Beitritt anfragen. Admins entscheiden.',
    invitation: 'Niemand kann sie finden. Mitglieder werden hinzugefügt oder nutzen einen Einladungslink.',
  },
  slowMode: 'Langsamer Modus',
  slowOff: 'Aus',
  groupKinds: { anyone: 'Öffentlich', request: 'Beitritt auf Anfrage' },

  addPicture: 'Bild hinzufügen',
  changePicture: 'Bild ändern',
  removePicture: 'Entfernen',
  cropPicture: 'Gruppenbild',
  cropHint: 'Ziehen Sie das Bild oder bewegen Sie es mit den Pfeiltasten',
  cropZoom: 'Zoom',
  cropDone: 'Fertig',

  askToJoin: 'Beitritt anfragen',
  askToJoinRoom: 'Beitritt zu %s anfragen',
  askNote: 'Nachricht (optional)',
  askHint: 'Admins sehen Ihre Anfrage. Lesen und schreiben können Sie, sobald sie angenommen ist.',
  askSend: 'Anfrage senden',
  askSent: 'Anfrage gesendet',
  askSentHint: 'Sobald ein Admin annimmt, sind Sie dabei.',
  askCancel: 'Anfrage zurückziehen',
  askDeclined: 'Anfrage abgelehnt',
  askAgain: 'Sie können ab dem %s erneut anfragen.',
  ownAsks: 'Ihre Anfragen',
  showAsk: '%s: Ihre Anfrage',

  joinRequests: 'Beitrittsanfragen',
  joinRequestCount: { one: '# Beitrittsanfrage', other: '# Beitrittsanfragen' },
  noJoinRequests: 'Gerade keine Anfragen',
  acceptAll: 'Alle annehmen',
  acceptAllQuestion: { one: '# Person aufnehmen?', other: '# Personen aufnehmen?' },
  acceptPerson: '%s aufnehmen',
  declinePerson: '%s ablehnen',
  asksFull: 'Ist bereits in zu vielen Chats, um einem weiteren beizutreten.',

  inviteApproval: 'Admins bestätigen jede Person',
  inviteApproved: 'Mit Bestätigung',
  inviteStopped: 'Deaktiviert: Ersteller ist kein Admin mehr',
}
