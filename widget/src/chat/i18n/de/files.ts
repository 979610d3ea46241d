import type { FilesCatalog } from '../en/files.ts'

export const deFiles: FilesCatalog = {
  dropFiles: 'Dateien hier ablegen, um sie anzuhängen',
  attached: 'Angehängte Dateien',
  uploading: '%s wird hochgeladen',
  removeFile: '%s entfernen',
  notAllowed: 'Das können Sie hier nicht senden.',
  tooLarge: 'Diese Datei ist größer als %s.',
  tooMany: 'Sie können einer Nachricht bis zu %s Dateien anhängen.',

  openPicture: '%s öffnen',
  playVideo: '%s abspielen',
  download: '%s herunterladen',
  fileGone: 'Diese Datei konnte nicht geladen werden.',

  viewer: 'Bilder',
  counter: '%s von %s',
  previous: 'Zurück',
  next: 'Weiter',
  zoomIn: 'Vergrößern',
  zoomOut: 'Verkleinern',

  play: 'Sprachnachricht abspielen',
  pause: 'Pause',
  position: 'Position',
  positionOf: '%s von %s',
  speed: 'Tempo %s×',

  recording: 'Sprachnachricht wird aufgenommen',
  recordingHint: 'Zum Abbrechen wischen',
  stopRecording: 'Stoppen und anhören',
  discardRecording: 'Sprachnachricht verwerfen',
  microphoneBlocked:
    'Mikrofon blockiert. Erlauben Sie es in den Browsereinstellungen für diese Website und versuchen Sie es erneut.',
  microphoneMissing: 'Kein Mikrofon gefunden.',
  recordingFailed: 'Aufnahme fehlgeschlagen. Bitte versuchen Sie es erneut.',
}
