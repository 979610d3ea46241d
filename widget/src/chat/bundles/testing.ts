import { fetchBundlesFrom } from '../ui/bundle.tsx'

// the part of the rest that works without a browser, for tests of models
fetchBundlesFrom({
  rest: async () => ({
    ...(await import('../composer/composer-edit.ts')),
    ...(await import('../formatting/markdown.ts')),
    ...(await import('../page/jump-to-message.ts')),
  }),
})
