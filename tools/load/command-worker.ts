import { fileURLToPath } from 'node:url'

type Reply = { answer: unknown } | { error: string }

/** A process of the bench that runs one command after another. */
export interface CommandWorker<Command> {
  run(command: Command): Promise<unknown>
  end(): Promise<void>
}

export function startCommandWorker<Command>(file: URL): CommandWorker<Command> {
  const waiting: PromiseWithResolvers<unknown>[] = []
  const child = Bun.spawn([process.execPath, fileURLToPath(file)], {
    stdio: ['ignore', 'inherit', 'inherit'],
    ipc(reply: Reply) {
      const asked = waiting.shift()
      if ('error' in reply) asked?.reject(new Error(reply.error))
      else asked?.resolve(reply.answer)
    },
    onExit() {
      for (const { reject } of waiting.splice(0)) reject(new Error(`${file.pathname} ended early`))
    },
  })
  return {
    run(command) {
      const asked = Promise.withResolvers<unknown>()
      waiting.push(asked)
      child.send(command)
      return asked.promise
    },
    async end() {
      child.disconnect()
      await child.exited
    },
  }
}

/** The other end. The process ends with the process that started it. */
export function obeyCommands<Command>(obey: (command: Command) => Promise<unknown>): void {
  process.on('message', (command: Command) => {
    obey(command).then(
      (answer) => process.send?.({ answer } satisfies Reply),
      (error: unknown) =>
        process.send?.({ error: error instanceof Error ? error.message : String(error) } satisfies Reply),
    )
  })
  process.on('disconnect', () => process.exit(0))
}
