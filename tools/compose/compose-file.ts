import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

export const COMPOSE_FILE = resolve(import.meta.dir, '../../deploy/compose.yaml')

interface Service {
  image: string
  environment?: Record<string, string>
  entrypoint?: string | string[]
  command?: string | string[]
}

/** The services of `deploy/compose.yaml`, with the values of the file `.env` beside it. */
export function readCompose(dotenv: Readonly<Record<string, string>>): Record<string, Service> {
  const text = readFileSync(COMPOSE_FILE, 'utf8')
  const filled = text.replaceAll(/\$\{([A-Z_0-9]+):-([^}]*)\}/g, (_, name: string, fallback: string) =>
    dotenv[name] === undefined || dotenv[name] === '' ? fallback : dotenv[name],
  )
  const { services } = Bun.YAML.parse(filled) as { services: Record<string, Service> }
  return services
}
