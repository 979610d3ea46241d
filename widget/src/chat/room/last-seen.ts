/** `seq` of the lowest visible message in the log; 0 if no message is visible. */
export function lastSeen(): number {
  const log = document.querySelector('.log')
  const bottom = log?.getBoundingClientRect().bottom ?? 0
  let seq = 0
  for (const article of log?.querySelectorAll<HTMLElement>('article[data-seq]') ?? [])
    if (article.getBoundingClientRect().top < bottom) seq = Number(article.dataset.seq)
  return seq
}
