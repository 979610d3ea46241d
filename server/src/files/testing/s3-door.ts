import type { S3Settings } from '../../config/config.ts'

/** Stands before an S3: notes what is asked, and holds requests back. */
export interface S3Door {
  readonly settings: S3Settings
  /** such as `PUT uploads`, by the first folder of the key; a list is `GET list` */
  readonly asked: string[]
  /** Requests of this method wait until `letThrough`. */
  holdBack(method: string): void
  /** Resolves when one waits. */
  held(): Promise<void>
  letThrough(): void
  close(): Promise<void>
}

export function s3Door(of: S3Settings): S3Door {
  const asked: string[] = []
  let holding: string | null = null
  let open = Promise.withResolvers<void>()
  const waits = Promise.withResolvers<void>()
  const door = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    async fetch(request) {
      const { pathname, search } = new URL(request.url)
      const [, , folder = ''] = pathname.split('/')
      asked.push(`${request.method} ${folder === '' ? 'list' : folder}`)
      if (request.method === holding) {
        waits.resolve()
        await open.promise
      }
      const body = request.method === 'PUT' ? await request.arrayBuffer() : null
      // with the Host header that was signed
      const answer = await fetch(`${of.endpoint}${pathname}${search}`, {
        method: request.method,
        headers: request.headers,
        body,
        redirect: 'manual',
      })
      return new Response(answer.body, answer)
    },
  })
  return {
    settings: { ...of, endpoint: `http://127.0.0.1:${door.port}` },
    asked,
    holdBack(method) {
      holding = method
      open = Promise.withResolvers()
    },
    held: () => waits.promise,
    letThrough() {
      holding = null
      open.resolve()
    },
    close: () => door.stop(true),
  }
}
