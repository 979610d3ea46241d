import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pairs, talk } from '../../conversations.ts'
import type { Scenario } from '../../scenario.ts'
import { Stage } from '../../stage.ts'

const ROUNDS = 4
const BROKEN_MS = 700

/** The disk reports sync errors: for a while, each time for some of the calls. */
export const scenario: Scenario = {
  name: 'fsync errors',
  impossible: () =>
    Bun.which('fiu-run') && Bun.which('fiu-ctrl') ? undefined : 'the Debian package fiu-utils is not installed',
  async play() {
    // Folder of the pipes between the server and `fiu-ctrl`; a killed server leaves its pipes behind.
    const pipes = mkdtempSync(join(tmpdir(), 'imbachat-fiu-'))
    const stage = await Stage.set({ prefix: ['fiu-run', '-x'], env: { TMPDIR: pipes }, widgets: 2 })
    const control = (command: string) => {
      const env = { ...process.env, TMPDIR: pipes }
      const done = spawnSync('fiu-ctrl', ['-c', command, String(stage.server.pid)], { encoding: 'utf8', env })
      if (done.status !== 0) throw new Error(`fiu-ctrl failed: ${done.stderr}`)
    }
    try {
      const speakers = await pairs(stage, 3)
      const talking = talk(speakers, 15)
      for (let round = 0; round < ROUNDS; round++) {
        await Bun.sleep(BROKEN_MS)
        for (const call of SYNCS) control(`enable_random name=${call},probability=0.5`)
        await Bun.sleep(BROKEN_MS)
        for (const call of SYNCS) control(`disable name=${call}`)
        if (round % 2 === 0) continue
        await stage.server.kill('SIGKILL')
        await stage.restart()
      }
      await talking.stop()
      const refused = stage.count('refused')
      const verdict = await stage.verdict()
      if (refused === 0) verdict.broken.push('no sync failed')
      return { figures: `syncs failed ${ROUNDS} times for ${BROKEN_MS} ms, ${refused} writes refused`, verdict }
    } finally {
      await stage.close()
      rmSync(pipes, { recursive: true })
    }
  },
}

const SYNCS = ['posix/io/sync/fsync', 'posix/io/sync/fdatasync']
