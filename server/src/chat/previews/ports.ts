/** A page's own description: cleaned text, and the address of a picture. */
export interface Page {
  title: string
  description?: string
  site?: string
  pictureUrl?: string
}

/** Reads pages that users link to. Whatever such a page or its server does, the answer is null. */
export interface PageReader {
  page(widget_id: number, url: string): Promise<Page | null>
  /** the bytes of a picture, of whatever kind they are */
  picture(widget_id: number, url: string): Promise<Uint8Array | null>
}
