import { CopyButton } from './copy-button.tsx'
import { highlight } from './search/highlight.tsx'

/** Code to take away. `name` is where it goes; it can be scrolled from the keyboard. */
export function CodeBlock({ name, code }: { name: string; code: string }) {
  return (
    <figure class="code">
      <figcaption class="code-head">
        <span class="code-name">{name}</span>
        <CopyButton text={code} what={name} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="code-body" dir="ltr" tabIndex={0} aria-label={name}>
        <pre>
          <code>{highlight(code)}</code>
        </pre>
      </section>
    </figure>
  )
}
