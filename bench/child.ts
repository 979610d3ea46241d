/** A measured server in its own process. */
export interface Child {
  pid: number
  port: number
  stop(): Promise<void>
}

const READY_MS = 30_000

/**
 * Starts it and waits for the line that names its port. Its standard input ends when it is stopped, or when this
 * process ends.
 * @throws Error if it ends or prints nothing in 30 s
 */
export async function startChild(command: string[], env: Record<string, string> = {}): Promise<Child> {
  const child = Bun.spawn(command, {
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'inherit',
    env: { ...process.env, ...env },
  })
  const port = await Promise.race([
    portIn(child.stdout),
    Bun.sleep(READY_MS).then(() => {
      throw new Error(`${command.join(' ')} was not ready in ${READY_MS / 1000} s`)
    }),
  ]).catch((error: unknown) => {
    child.kill('SIGKILL')
    throw error
  })
  return {
    pid: child.pid,
    port,
    async stop() {
      await child.stdin.end()
      child.kill('SIGTERM')
      await child.exited
    },
  }
}

async function portIn(stdout: ReadableStream<Uint8Array>): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const read = async () => {
    let output = ''
    // Reads to the end, so that later output never fills the pipe.
    for await (const bytes of stdout) {
      output += new TextDecoder().decode(bytes)
      const port = /(?:listening on |http:\/\/localhost:)(\d+)/.exec(output)?.[1]
      if (port !== undefined) resolve(Number(port))
    }
    reject(new Error(`ended before it was ready: ${output}`))
  }
  read().catch(reject)
  return promise
}
