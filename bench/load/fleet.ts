import { startCommandWorker } from '../../tools/load/command-worker.ts'
import type { Answers, Command } from './commands.ts'

/** One process of the load, as the bench sees it. */
export interface LoadProcess {
  run<T extends Command['t']>(command: Extract<Command, { t: T }>): Promise<Answers[T]>
  end(): Promise<void>
}

export function startLoadProcess(): LoadProcess {
  const { run, end } = startCommandWorker<Command>(new URL('./load-process.ts', import.meta.url))
  return {
    run: <T extends Command['t']>(command: Extract<Command, { t: T }>) => run(command) as Promise<Answers[T]>,
    end,
  }
}
