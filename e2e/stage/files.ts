import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import type { Locator } from 'playwright-core'
import { eventually } from './eventually.ts'
import type { Visitor } from './visitor.ts'

/** A new folder for what a developer looks at after a failure. Other folders of tests end with the run. */
export const evidenceFolder = (name: string): string =>
  mkdtempSync(join(process.env.EVIDENCE_FOLDER ?? tmpdir(), `imbachat-${name}-`))

/** A file as Playwright gives it to a page. */
export interface GivenFile {
  name: string
  mimeType: string
  buffer: Buffer
}

/** A PNG whose colours run from one corner to the other. */
export const picture = (name: string, width = 400, height = 300): GivenFile =>
  png(name, width, height, (x, y) => [Math.round((x / width) * 255), Math.round((y / height) * 255), (width * 7) % 256])

type Colour = readonly [red: number, green: number, blue: number]

/** A PNG of one colour. */
export const plainPicture = (name: string, colour: Colour): GivenFile => png(name, 900, 600, () => colour)

function png(name: string, width: number, height: number, colourAt: (x: number, y: number) => Colour): GivenFile {
  const rows = Buffer.alloc(height * (1 + width * 3))
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * (1 + width * 3) + 1 + x * 3
      rows.set(colourAt(x, y), at)
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2], 8)
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]
  return { name, mimeType: 'image/png', buffer: Buffer.concat([signature, ...parts]) }
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const around = Buffer.alloc(8)
  around.writeUInt32BE(data.length, 0)
  around.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([around.subarray(0, 4), body, around.subarray(4)])
}

export const plainFile = (name: string, bytes = 2_000): GivenFile => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.alloc(bytes, 'text '),
})

/** By the button, as a person does it. */
export async function attach(visitor: Visitor, ...files: GivenFile[]): Promise<void> {
  const chooser = visitor.page.waitForEvent('filechooser')
  await visitor.chat.getByRole('button', { name: visitor.words('Attach files') }).click()
  await (await chooser).setFiles(files)
}

/** Files that are attached and not sent yet. */
export const tray = (visitor: Visitor): Locator => visitor.chat.getByRole('list', { name: 'Attached files' })

export const send = (visitor: Visitor): Promise<void> =>
  visitor.chat.getByRole('button', { name: visitor.words('Send'), exact: true }).click()

/** A message with this picture, once the picture is drawn. */
export async function seesPicture(visitor: Visitor, name: string): Promise<Locator> {
  const image = visitor.log.getByRole('img', { name, exact: true })
  await image.waitFor()
  await eventually(async () => {
    if (!(await image.evaluate((drawn: HTMLImageElement) => drawn.complete && drawn.naturalWidth > 0)))
      throw new Error(`${name} is not drawn`)
  })
  return image
}

/** As another program or page hands files over. `place`: where the event happens. */
export async function handOver(
  place: Locator,
  event: 'paste' | 'dragenter' | 'drop',
  files: GivenFile[],
): Promise<void> {
  const given = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, base64: buffer.toString('base64') }))
  await place.evaluate(
    (element, { event, given }) => {
      const data = new DataTransfer()
      for (const { name, mimeType, base64 } of given) {
        const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))
        data.items.add(new File([bytes], name, { type: mimeType }))
      }
      const options = { bubbles: true, cancelable: true }
      const happening =
        event === 'paste'
          ? new ClipboardEvent('paste', { ...options, clipboardData: data })
          : new DragEvent(event, { ...options, dataTransfer: data })
      element.dispatchEvent(happening)
    },
    { event, given },
  )
}

/** A film of a second, drawn and recorded by the visitor's own browser. */
export async function film(visitor: Visitor, name: string): Promise<GivenFile> {
  const base64 = await visitor.chat.locator('html').evaluate(async () => {
    const canvas = document.createElement('canvas')
    canvas.width = 320
    canvas.height = 180
    const pen = canvas.getContext('2d')
    const draw = (frame: number) => {
      if (pen) pen.fillStyle = `hsl(${frame * 20} 70% 50%)`
      pen?.fillRect(0, 0, 320, 180)
    }
    const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: 'video/webm' })
    const parts: Blob[] = []
    recorder.ondataavailable = ({ data }) => parts.push(data)
    recorder.start()
    for (let frame = 0; frame < 60; frame++) {
      draw(frame)
      await new Promise(requestAnimationFrame)
    }
    await new Promise((resolve) => {
      recorder.onstop = resolve
      recorder.stop()
    })
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer())
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
  })
  return { name, mimeType: 'video/webm', buffer: Buffer.from(base64, 'base64') }
}
