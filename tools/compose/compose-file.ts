import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

export const DEPLOY = resolve(import.meta.dir, '../../deploy')

interface Service {
  image: string
  environment?: Record<string, string>
  entrypoint?: string | string[]
  command?: string | string[]
  mem_limit?: string
  ports?: string[]
  logging?: { options: Record<string, string> }
}

export type ComposeFile = 'compose.yaml' | 'compose-three.yaml'

/**
 * The services of a file in `deploy`, with the values of the file `.env` beside it.
 * @throws Error with the message of a required variable that is missing or empty, as Docker Compose prints it
 */
export function readCompose(file: ComposeFile, dotenv: Readonly<Record<string, string>>): Record<string, Service> {
  const given = JSON.stringify(Bun.YAML.parse(readFileSync(resolve(DEPLOY, file), 'utf8')))
  const fill = (text: string) =>
    text.replaceAll(/\$\{([A-Z_0-9]+):([-?])([^}]*)\}/g, (_, name: string, kind: string, other: string) => {
      const value = dotenv[name] ?? ''
      if (value === '' && kind === '?') throw new Error(other)
      return value === '' ? other : value
    })
  // after YAML, as Docker Compose does it: an empty value stays text
  const { services } = JSON.parse(given, (_, value) => (typeof value === 'string' ? fill(value) : value)) as {
    services: Record<string, Service>
  }
  return services
}
