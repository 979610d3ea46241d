// Defines `<imba-inbox>`, `<imba-room>` and `<imba-unread>`. A server that renders pages has no elements to define.
if (typeof customElements !== 'undefined') void import('@imbachat/widget/elements/elements.ts')
