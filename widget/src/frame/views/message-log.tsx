import { Component } from 'preact'
import type { DialogModel, Reveal } from '../model/dialog-model.ts'
import { DaySectionView } from './day-section.tsx'
import { LogEnd } from './log-end.tsx'
import type { MenuRequest } from './message-menu.tsx'

/** Pixels from an edge at which more of the history is drawn or fetched. */
const LOAD_AHEAD = 900
/** Within this many pixels of its end the log counts as being at its bottom. */
const BOTTOM_SLACK = 32

interface Props {
  dialog: DialogModel
  label: string
  openMenu: (request: MenuRequest) => void
}

/** Where the reader was before an update: at the bottom, or with a message at a height. */
type Anchor = { kind: 'bottom' } | { kind: 'message'; element: Element; top: number }

/**
 * The scrolling log. It keeps the reader where he is: at the bottom while messages come, and at his line while older ones are put
 * above it (browsers' own scroll anchoring is missing in Safari, and would fight with this).
 */
export class MessageLog extends Component<Props> {
  private log: HTMLElement | null = null
  private revealed: Reveal | null = null
  private frame = 0
  private resizes: ResizeObserver | null = null

  override componentDidMount(): void {
    this.resizes = new ResizeObserver(() => this.followBottom())
    if (this.log) {
      this.resizes.observe(this.log)
      for (const child of this.log.children) this.resizes.observe(child)
    }
    this.afterUpdate()
  }

  override componentWillUnmount(): void {
    cancelAnimationFrame(this.frame)
    this.resizes?.disconnect()
  }

  override getSnapshotBeforeUpdate(): Anchor {
    const { dialog } = this.props
    if (!this.log || (dialog.atBottom.peek() && dialog.followsNewest.peek())) return { kind: 'bottom' }
    const { top } = this.log.getBoundingClientRect()
    for (const element of this.log.querySelectorAll('article')) {
      const box = element.getBoundingClientRect()
      if (box.bottom > top) return { kind: 'message', element, top: box.top }
    }
    return { kind: 'bottom' }
  }

  override componentDidUpdate(_props: Props, _state: unknown, anchor: Anchor): void {
    if (anchor.kind === 'bottom') this.followBottom()
    else if (this.log && anchor.element.isConnected) {
      this.log.scrollTop += anchor.element.getBoundingClientRect().top - anchor.top
    }
    this.afterUpdate()
  }

  private afterUpdate(): void {
    const reveal = this.props.dialog.reveal.peek()
    if (reveal && reveal !== this.revealed) {
      this.revealed = reveal
      this.scrollTo(reveal)
    }
    this.onScroll()
  }

  private followBottom(): void {
    const { dialog } = this.props
    if (this.log && dialog.atBottom.peek() && dialog.followsNewest.peek()) this.log.scrollTop = this.log.scrollHeight
  }

  private scrollTo(reveal: Reveal): void {
    const { log, props } = this
    if (!log) return
    if (reveal.to === 'bottom') {
      props.dialog.atBottom.value = true
      log.scrollTop = log.scrollHeight
    } else if (reveal.to === 'unread') {
      const divider = log.querySelector('.unread-divider')
      if (divider) log.scrollTop += divider.getBoundingClientRect().top - log.getBoundingClientRect().top - 56
    } else {
      const message = log.querySelector<HTMLElement>(`[data-seq="${reveal.seq}"]`)
      message?.scrollIntoView({ block: 'center' })
      message?.focus({ preventScroll: true })
      message?.animate?.([{ backgroundColor: 'var(--highlight)' }, { backgroundColor: 'transparent' }], 1600)
    }
  }

  /** Once a frame at most, and never inside the update itself: it reads the layout. */
  private onScroll = (): void => {
    cancelAnimationFrame(this.frame)
    this.frame = requestAnimationFrame(() => {
      const { log, props } = this
      if (!log) return
      const below = log.scrollHeight - log.scrollTop - log.clientHeight
      props.dialog.atBottom.value = below <= BOTTOM_SLACK
      if (log.scrollTop < LOAD_AHEAD) void props.dialog.showOlder()
      else if (below < LOAD_AHEAD) props.dialog.showNewer()
    })
  }

  /** Arrow keys walk the messages, from the newest up; Tab passes the log in one step. */
  private onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
    if (!this.log) return
    const messages = [...this.log.querySelectorAll<HTMLElement>('article')]
    const here = messages.indexOf(document.activeElement as HTMLElement)
    if (here < 0 && event.target !== this.log) return
    const next = here < 0 ? messages.at(-1) : messages[here + (event.key === 'ArrowUp' ? -1 : 1)]
    if (!next) return
    event.preventDefault()
    next.focus()
  }

  override render({ dialog, label, openMenu }: Props) {
    const sections = dialog.log.value
    void dialog.reveal.value
    return (
      <div
        class="log"
        role="log"
        // in a large room somebody always speaks: who listens to the screen reads there when he wants to
        aria-live={dialog.room.value.live ? 'polite' : 'off'}
        aria-label={label}
        aria-busy={!dialog.loaded.value}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        ref={(element) => {
          this.log = element
        }}
        onScroll={this.onScroll}
        onKeyDown={this.onKeyDown}
      >
        <div class="log-content">
          <LogEnd dialog={dialog} />
          {sections.map((section) => (
            <DaySectionView key={section.at} section={section} dialog={dialog} openMenu={openMenu} />
          ))}
        </div>
      </div>
    )
  }
}
