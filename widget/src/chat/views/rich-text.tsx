import { textParts } from '../model/rich-text.ts'

/** What a user wrote: text nodes, with links where links are. */
export function RichText({ text }: { text: string }) {
  return (
    <>
      {textParts(text).map((part, index) =>
        part.url === undefined ? (
          part.text
        ) : (
          <a key={index} tabIndex={-1} href={part.url} target="_blank" rel="noopener noreferrer nofollow ugc">
            {part.text}
          </a>
        ),
      )}
    </>
  )
}
