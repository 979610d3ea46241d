import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** @returns a fresh folder for code that tests run */
export const workFolder = (): string => mkdtempSync(join(tmpdir(), 'site-code-'))

/**
 * Runs a program of the machine.
 * @returns its output
 * @throws Error if it fails
 */
export async function run(command: string[], cwd: string): Promise<string> {
  const child = Bun.spawn(command, {
    cwd,
    stdout: 'pipe',
    stderr: 'pipe',
    env: { ...process.env, GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local', LC_ALL: 'C.UTF-8' },
  })
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${err || out}`)
  return out
}

/** Writes the files into a folder of their own. @returns its path */
export function writeFiles(parent: string, folder: string, files: { name: string; code: string }[]): string {
  const cwd = join(parent, folder)
  for (const { name, code } of files) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true })
    writeFileSync(join(cwd, name), code)
  }
  return cwd
}
