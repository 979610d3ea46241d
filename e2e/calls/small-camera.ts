/**
 * Runs in each frame before its scripts: the camera is a small picture that changes four times a second, so that one
 * machine encodes it for five pages.
 */
export function smallCamera(): void {
  const { mediaDevices } = navigator
  if (!mediaDevices) return
  const real = mediaDevices.getUserMedia.bind(mediaDevices)
  mediaDevices.getUserMedia = async (wanted) => {
    const { video, ...others } = wanted ?? {}
    const stream = others.audio ? await real(others) : new MediaStream()
    if (!video) return stream
    const canvas = document.createElement('canvas')
    canvas.width = 320
    canvas.height = 180
    const pen = canvas.getContext('2d')
    let shade = 0
    setInterval(() => {
      shade = (shade + 40) % 256
      if (!pen) return
      pen.fillStyle = `rgb(${shade} 120 ${255 - shade})`
      pen.fillRect(0, 0, 320, 180)
    }, 250)
    for (const track of canvas.captureStream(4).getVideoTracks()) stream.addTrack(track)
    return stream
  }
}
