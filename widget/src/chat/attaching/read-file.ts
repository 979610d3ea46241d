import type { AttachmentKind } from '@imbachat/protocol'

/** Properties of a chosen file, read before it is uploaded. */
export interface FileFacts {
  kind: AttachmentKind
  /** address of the file itself, or of a video's still picture, in this page; null: it is not shown */
  preview: string | null
  width?: number
  height?: number
  duration_ms?: number
  /** of a voice message */
  bars?: number[]
  /** a still picture of a video */
  poster?: Blob
}

/** Width of a video's poster, pixels. */
const POSTER_WIDTH = 960

/** Milliseconds to read a video. A video that takes longer is sent as a plain file. */
const READ_MS = 5_000

const PICTURES = /^image\/(jpeg|png|webp|gif)$/
const VIDEOS = /^video\/(mp4|webm|quicktime)$/

/** A picture or a video that the browser can't read is a file like any other. */
export async function readFile(file: File): Promise<FileFacts> {
  try {
    if (PICTURES.test(file.type)) return await readPicture(file)
    if (VIDEOS.test(file.type)) return await readVideo(file)
  } catch {
    // the server looks at it again
  }
  return { kind: 'file', preview: null }
}

async function readPicture(file: File): Promise<FileFacts> {
  const preview = URL.createObjectURL(file)
  const picture = new Image()
  picture.src = preview
  try {
    await picture.decode()
  } catch (error) {
    URL.revokeObjectURL(preview)
    throw error
  }
  return { kind: 'image', preview, width: picture.naturalWidth, height: picture.naturalHeight }
}

async function readVideo(file: File): Promise<FileFacts> {
  const address = URL.createObjectURL(file)
  const video = document.createElement('video')
  try {
    video.muted = true
    video.playsInline = true
    video.preload = 'auto'
    video.src = address
    await nextEvent(video, 'loadeddata')
    video.currentTime = Math.min(0.5, video.duration / 2 || 0)
    await nextEvent(video, 'seeked')
    const { videoWidth: width, videoHeight: height, duration } = video
    const poster = await still(video)
    const facts: FileFacts = { kind: 'video', preview: URL.createObjectURL(poster), width, height, poster }
    return Number.isFinite(duration) ? { ...facts, duration_ms: Math.round(duration * 1000) } : facts
  } finally {
    video.removeAttribute('src')
    URL.revokeObjectURL(address)
  }
}

function nextEvent(video: HTMLVideoElement, event: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${event}`)), READ_MS)
    video.addEventListener('error', () => reject(video.error), { once: true })
    video.addEventListener(event, () => resolve(), { once: true })
    video.addEventListener(event, () => clearTimeout(timer), { once: true })
  })
}

function still(video: HTMLVideoElement): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = Math.min(POSTER_WIDTH, video.videoWidth)
  canvas.height = Math.round((canvas.width * video.videoHeight) / video.videoWidth)
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/jpeg', 0.8)
  })
}
