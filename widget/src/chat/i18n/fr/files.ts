import type { FilesCatalog } from '../en/files.ts'

export const frFiles: FilesCatalog = {
  dropFiles: 'Déposez des fichiers pour les joindre',
  attached: 'Fichiers joints',
  uploading: 'Envoi de %s',
  removeFile: 'Retirer %s',
  notAllowed: 'Vous ne pouvez pas envoyer cela ici.',
  tooLarge: 'Ce fichier dépasse %s.',
  tooMany: 'Vous pouvez joindre jusqu’à %s fichiers par message.',

  openPicture: 'Ouvrir %s',
  playVideo: 'Lire %s',
  download: 'Télécharger %s',
  fileGone: 'Impossible de charger ce fichier.',

  viewer: 'Images',
  counter: '%s sur %s',
  previous: 'Précédent',
  next: 'Suivant',
  zoomIn: 'Zoom avant',
  zoomOut: 'Zoom arrière',

  play: 'Lire le message vocal',
  pause: 'Pause',
  position: 'Position',
  positionOf: '%s sur %s',
  speed: 'Vitesse %s×',

  recording: 'Enregistrement d’un message vocal',
  recordingHint: 'Glissez pour annuler',
  stopRecording: 'Arrêter et écouter',
  discardRecording: 'Supprimer le message vocal',
  microphoneBlocked: 'Le micro est bloqué. Autorisez-le dans les réglages du navigateur pour ce site, puis réessayez.',
  microphoneMissing: 'Aucun micro trouvé.',
  recordingFailed: 'Enregistrement impossible. Veuillez réessayer.',
}
