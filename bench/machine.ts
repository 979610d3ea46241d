import { cpus, release, type as system, totalmem } from 'node:os'

/** The machine that was measured. */
export interface Machine {
  processor: string
  cores: number
  memoryGiB: number
  system: string
  bun: string
}

export function thisMachine(): Machine {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${system()} ${release()}`,
    bun: Bun.version,
  }
}
