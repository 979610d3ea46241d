/**
 * Runs statements that do not need each other's answers: PostgreSQL gets them without waiting in between. Waits for all
 * of them even if one fails, so that none runs after what the caller does next.
 * @throws the first statement's error: the later ones only say that their transaction failed
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
