import { readFileSync } from 'node:fs'
import type { Config } from './config.ts'
import { ConfigError } from './config-error.ts'

/**
 * In the image, data must outlive the container, and nothing may run as root.
 * @throws ConfigError
 */
export function mustBeContained({
  dataDir,
  uid = process.getuid?.(),
}: {
  dataDir: string
  uid?: number | undefined
}): void {
  if (uid === 0) throw new ConfigError('the container runs as root: leave --user out, or name a user other than 0')
  if (isMounted(dataDir)) return
  throw new ConfigError(
    `DATA_DIR ${dataDir} is inside the container, and its data would be lost with it: mount a volume there, such ` +
      `as -v imbachat:${dataDir}`,
  )
}

/** Asks for the mount and not for the device: a volume may lie on the disk that also has the image. */
function isMounted(folder: string): boolean {
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => (line.split(' ')[4] ?? '/').replaceAll('\\040', ' '))
    .some((point) => point !== '/' && (folder === point || folder.startsWith(`${point}/`)))
}

/** Each container has a DATA_DIR, and would make a secret of its own there. @throws ConfigError */
export function mustShareSecret({ natsUrl, secret }: Pick<Config, 'natsUrl' | 'secret'>): void {
  if (natsUrl === undefined || secret !== undefined) return
  throw new ConfigError(
    'NATS_URL is set, so all nodes need the same SECRET: set it to the same 32 or more random characters on each',
  )
}
