import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pairs, talk } from '../../conversations.ts'
import type { Scenario } from '../../scenario.ts'
import { Stage } from '../../stage.ts'

const SIZE = '24m'
const ROUNDS = 3

/** The disk is full: the server refuses writes, and accepts them again when there is space. */
export const scenario: Scenario = {
  name: 'disk full',
  impossible: () => (process.getuid?.() === 0 ? undefined : 'only root can mount a small disk'),
  async play() {
    const disk = mkdtempSync(join(tmpdir(), 'imbachat-disk-'))
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', disk], { encoding: 'utf8' })
    if (mounted.status !== 0) throw new Error(`mount failed: ${mounted.stderr}`)
    try {
      return await playOn(disk)
    } finally {
      spawnSync('umount', [disk])
      rmdirSync(disk)
    }
  },
}

async function playOn(disk: string) {
  const stage = await Stage.set({ dataDir: join(disk, 'data'), widgets: 2, env: { DISK_BALLAST_BYTES: '1000000' } })
  try {
    const ballast = join(disk, 'ballast')
    const speakers = await pairs(stage, 3)
    const talking = talk(speakers, 15)
    const refusals = () => stage.count('refused')
    let deaths = 0
    for (let round = 0; round < ROUNDS; round++) {
      await Bun.sleep(1_000)
      const before = refusals()
      fill(ballast)
      const end = performance.now() + 10_000
      while (refusals() === before && stage.server.running && performance.now() < end) await Bun.sleep(20)
      await Bun.sleep(500)
      rmSync(ballast)
      if (stage.server.running) continue
      deaths++
      await stage.restart()
    }
    await talking.stop()
    const verdict = await stage.verdict()
    if (deaths > 0) verdict.broken.push(`the server died ${deaths} times`)
    return { figures: `filled ${ROUNDS} times, ${refusals()} writes refused`, verdict }
  } finally {
    await stage.close()
  }
}

function fill(path: string): void {
  const file = openSync(path, 'w')
  try {
    for (const size of [65_536, 4_096, 1]) for (;;) if (writeSync(file, Buffer.alloc(size)) < size) break
  } catch {
    // No space left, as intended.
  } finally {
    closeSync(file)
  }
}
