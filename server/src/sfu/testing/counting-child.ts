// The process that forwards media; it also tells how many objects the library keeps alive.
import { heapStats } from 'bun:jsc'

setInterval(() => {
  Bun.gc(true)
  process.stderr.write(`kept ${heapStats().protectedObjectCount}\n`)
}, 100)
await import('../sfu-child.ts')
