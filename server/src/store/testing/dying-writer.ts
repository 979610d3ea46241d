declare const self: Worker

/** A writer's thread that opens and dies at the first batch. */
self.onmessage = ({ data }: MessageEvent<{ t: string } | string>) => {
  if (typeof data !== 'string' && data.t === 'open') self.postMessage({ t: 'opened' })
  else process.exit(3)
}
