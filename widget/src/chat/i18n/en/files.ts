/** The phrases of files, pictures and voice messages. */
export const enFiles = {
  dropFiles: 'Drop files to attach them',
  attached: 'Attached files',
  uploading: 'Uploading %s',
  removeFile: 'Remove %s',
  notAllowed: "You can't send this here.",
  tooLarge: 'This file is larger than %s.',
  tooMany: 'You can attach up to %s files to a message.',

  openPicture: 'Open %s',
  playVideo: 'Play %s',
  download: 'Download %s',
  fileGone: "Couldn't load this file.",

  viewer: 'Pictures',
  counter: '%s of %s',
  previous: 'Previous',
  next: 'Next',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',

  play: 'Play voice message',
  pause: 'Pause',
  position: 'Position',
  positionOf: '%s of %s',
  speed: 'Speed %s×',

  recording: 'Recording voice message',
  recordingHint: 'Slide to cancel',
  stopRecording: 'Stop and listen',
  discardRecording: 'Discard voice message',
  microphoneBlocked: "Microphone is blocked. Allow it in your browser's settings for this site, then try again.",
  microphoneMissing: 'No microphone found.',
  recordingFailed: "Couldn't record. Please try again.",
}

export type FilesCatalog = typeof enFiles
