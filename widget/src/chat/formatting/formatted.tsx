import type { Entity } from '@imbachat/sdk'
import type { ComponentChildren } from 'preact'
import { useWritingContext } from '../composer/writing-context.ts'
import { Mention } from '../mentions/mention.tsx'
import { copyText } from '../ui/clipboard.ts'
import { LaterIcon } from '../ui/later-icons.tsx'
import { toast } from '../ui/toast-model.ts'
import { splitLinks } from './links.ts'
import { TextLink } from './text-link.tsx'

/** Together, the text nodes are the text, to the letter: search counts its places in them. */
export function drawText(text: string, entities: readonly Entity[]): ComponentChildren {
  return drawPart(text, 0, text.length, entities)
}

/** Part of the text, with those entities of `list` that lie in it. They are in order, each beside or within another. */
function drawPart(
  text: string,
  from: number,
  to: number,
  list: readonly Entity[],
  plain: DrawPlain = withLinks,
): ComponentChildren[] {
  const drawn: ComponentChildren[] = []
  let at = from
  for (let index = 0; index < list.length; ) {
    const entity = list[index] as Entity
    const end = Math.min(entity.offset + entity.length, to)
    let next = index + 1
    while (next < list.length && (list[next] as Entity).offset < end) next++
    // another client may show what it has just sent in another order
    if (entity.offset >= at && end > at) {
      if (entity.offset > at) drawn.push(plain(text.slice(at, entity.offset)))
      drawn.push(
        <Formatted key={entity.offset} {...{ text, entity, end, plain }} within={list.slice(index + 1, next)} />,
      )
      at = end
      // a block ends its line
      if (isBlock(entity) && text[at] === '\n' && at < to) at++
    }
    index = next
  }
  if (to > at) drawn.push(plain(text.slice(at, to)))
  return drawn
}

const isBlock = ({ type }: Entity) => type === 'quote' || type === 'pre'

interface Props {
  text: string
  entity: Entity
  end: number
  within: readonly Entity[]
  plain: DrawPlain
}

function Formatted({ text, entity, end, within, plain }: Props) {
  const { offset, type } = entity
  const inner = (how = plain) => drawPart(text, offset, end, within, how)
  const lineEnd = text[end] === '\n' ? '\n' : ''
  switch (type) {
    case 'bold':
      return <strong>{inner()}</strong>
    case 'italic':
      return <em>{inner()}</em>
    case 'strike':
      return <s>{inner()}</s>
    case 'code':
      return <code dir="ltr">{text.slice(offset, end)}</code>
    case 'link':
      return <TextLink url={entity.url ?? ''}>{inner((words) => words)}</TextLink>
    case 'mention':
    case 'mention_all':
      return <Mention user_id={entity.user_id}>{inner((words) => words)}</Mention>
    case 'quote':
      return (
        <blockquote dir="auto">
          {inner()}
          {lineEnd}
        </blockquote>
      )
    case 'pre':
      return <Code text={text.slice(offset, end)} lineEnd={lineEnd} language={entity.language} />
  }
}

function Code({ text, lineEnd, language }: { text: string; lineEnd: string; language: string | undefined }) {
  const { say } = useWritingContext()
  return (
    <pre dir="ltr" data-language={language ?? ''}>
      <code>
        {text}
        {lineEnd}
      </code>
      <button
        type="button"
        class="copy-code"
        tabIndex={-1}
        aria-label={say.copyCode}
        onClick={() => {
          void copyText(text).then(() => {
            toast.value = { copied: 'text' }
          })
        }}
      >
        <LaterIcon name="copy" />
      </button>
    </pre>
  )
}

type DrawPlain = (text: string) => ComponentChildren

const withLinks: DrawPlain = (text) =>
  splitLinks(text).map((part, index) =>
    part.url === undefined ? (
      part.text
    ) : (
      <a key={index} tabIndex={-1} href={part.url} target="_blank" rel="noopener noreferrer nofollow ugc">
        {part.text}
      </a>
    ),
  )
