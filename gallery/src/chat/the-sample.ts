import { CHAT_LOOKS, lookOf } from '../look.ts'
import { createSample } from './sample.ts'
import { views } from './views/index.ts'

const asked = new URLSearchParams(location.search)

export const theLook = lookOf(asked, CHAT_LOOKS)
const view = views.find(({ name }) => name === asked.get('view'))
const state = view?.states[asked.get('state') ?? '']
if (!state) throw new Error(`the gallery has no ${location.search}`)

/** The state that the address names, and its data. */
export const theState = state
export const theSample = createSample(theLook.language)
state.given?.(theSample)

const config = document.getElementById('imbachat-config')
if (config) {
  const { settings } = theSample
  config.textContent = JSON.stringify({ ...JSON.parse(config.textContent ?? ''), settings, sample: true })
}
