import type { GroupsCatalog } from '../en/groups.ts'

export const frGroups: GroupsCatalog = {
  whoJoins: 'Qui peut rejoindre',
  joinKinds: { anyone: 'Tout le monde', request: 'Sur demande', invitation: 'Sur invitation' },
  joinHints: {
    anyone: 'Tout le monde sur ce site peut le trouver, le lire et le rejoindre.',
    request: 'Tout le monde sur ce site peut le trouver et demander à le rejoindre. Les administrateurs décident.',
    invitation: 'Personne ne peut le trouver. Les membres sont ajoutés ou utilisent un lien d’invitation.',
  },
  slowMode: 'Mode lent',
  slowOff: 'Désactivé',
  groupKinds: { anyone: 'Public', request: 'Sur demande' },

  addPicture: 'Ajouter une image',
  changePicture: 'Changer l’image',
  removePicture: 'Retirer',
  cropPicture: 'Image du groupe',
  cropHint: 'Faites glisser l’image ou déplacez-la avec les flèches',
  cropZoom: 'Zoom',
  cropDone: 'Terminé',

  askToJoin: 'Demander à rejoindre',
  askToJoinRoom: 'Demander à rejoindre %s',
  askNote: 'Message (facultatif)',
  askHint: 'Les administrateurs verront votre demande. Vous pourrez lire et écrire une fois accepté.',
  askSend: 'Envoyer la demande',
  askSent: 'Demande envoyée',
  askSentHint: 'Vous en ferez partie dès qu’un administrateur l’aura acceptée.',
  askCancel: 'Annuler la demande',
  askDeclined: 'Demande refusée',
  askAgain: 'Vous pourrez redemander après le %s.',
  ownAsks: 'Vos demandes',
  showAsk: '%s : votre demande',

  joinRequests: 'Demandes d’adhésion',
  joinRequestCount: { one: '# demande d’adhésion', other: '# demandes d’adhésion' },
  noJoinRequests: 'Aucune demande pour l’instant',
  acceptAll: 'Tout accepter',
  acceptAllQuestion: { one: 'Accepter # personne ?', other: 'Accepter # personnes ?' },
  acceptPerson: 'Accepter %s',
  declinePerson: 'Refuser %s',
  asksFull: 'Déjà dans trop de discussions pour en rejoindre une autre.',

  inviteApproval: 'Les administrateurs approuvent chaque personne',
  inviteApproved: 'Avec approbation',
  inviteStopped: 'Désactivé : son auteur n’est plus administrateur',
}
