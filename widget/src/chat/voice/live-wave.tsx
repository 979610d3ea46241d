import { useEffect, useRef } from 'preact/hooks'

const STEP = 4

/** The loudness of the last seconds, the newest at the end. */
export function LiveWave({ levels }: { levels: readonly number[] }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    let frame = 0
    const draw = () => {
      frame = requestAnimationFrame(draw)
      if (canvas.current) drawLevels(canvas.current, levels)
    }
    draw()
    return () => cancelAnimationFrame(frame)
  }, [levels])
  return (
    <span class="live-wave" aria-hidden="true">
      <canvas ref={canvas} />
    </span>
  )
}

function drawLevels(canvas: HTMLCanvasElement, levels: readonly number[]): void {
  const { clientWidth: width, clientHeight: height } = canvas
  canvas.width = width * devicePixelRatio
  canvas.height = height * devicePixelRatio
  const pen = canvas.getContext('2d')
  if (!pen) return
  pen.scale(devicePixelRatio, devicePixelRatio)
  pen.strokeStyle = getComputedStyle(canvas).color
  pen.lineWidth = 2
  pen.lineCap = 'round'
  const shown = levels.slice(-Math.floor(width / STEP))
  pen.beginPath()
  for (const [index, level] of shown.entries()) {
    const x = width - (shown.length - index) * STEP + 2
    const bar = Math.max(1, level * (height - 4))
    pen.moveTo(x, (height - bar) / 2)
    pen.lineTo(x, (height + bar) / 2)
  }
  pen.stroke()
}
