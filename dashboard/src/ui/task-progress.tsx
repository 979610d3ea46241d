import type { ComponentChildren } from 'preact'

interface TaskProgressProps {
  title: string
  /** the title stands above it already */
  isNamed?: boolean
  /** the steps done */
  status: string
  /** null: it has ended */
  progress: { done: number; total: number } | null
  /** beside the bar */
  children?: ComponentChildren
}

/** Long work of the server, as it goes on. */
export function TaskProgress({ title, isNamed = false, status, progress, children }: TaskProgressProps) {
  return (
    <>
      {!isNamed && <p>{title}</p>}
      <p class="hint" role="status">
        {status}
      </p>
      {progress && (
        <div class="task">
          <progress value={progress.done} max={Math.max(1, progress.total)} aria-label={title} />
          {children}
        </div>
      )}
    </>
  )
}
