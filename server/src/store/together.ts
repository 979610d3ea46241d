/**
 * Statements of which none needs another's answer: PostgreSQL gets them without waiting in between. Waits for all to end also when one
 * fails, so that none runs after what the caller does then.
 * @throws the first one's error: those behind it only say that their transaction had failed
 */
export async function together<Outputs extends readonly unknown[]>(
  ...running: { [Index in keyof Outputs]: Promise<Outputs[Index]> }
): Promise<Outputs> {
  const outputs: unknown[] = []
  for (const outcome of await Promise.allSettled(running)) {
    if (outcome.status === 'rejected') throw outcome.reason
    outputs.push(outcome.value)
  }
  return outputs as unknown as Outputs
}
