// Our two blocks in the editor. The page itself is drawn by PHP (includes/blocks.php).
;(() => {
  const { createElement: el, Fragment } = window.wp.element
  const { InspectorControls, useBlockProps } = window.wp.blockEditor
  const { PanelBody, Placeholder, TextControl } = window.wp.components
  const { registerBlockType } = window.wp.blocks
  const phrases = window.imbachatBlocks

  const sizeField = ({ attributes, setAttributes }, name) =>
    el(TextControl, {
      key: name,
      label: phrases[name],
      type: 'number',
      min: 0,
      value: attributes[name] ?? '',
      onChange: (value) => setAttributes({ [name]: value === '' ? undefined : Number(value) }),
    })

  const textField = ({ attributes, setAttributes }, name, label, clean) =>
    el(TextControl, {
      key: name,
      label,
      value: attributes[name] ?? '',
      onChange: (value) => setAttributes({ [name]: clean(value) }),
    })

  const inEditor = (props, { icon, title, hint, fields }) =>
    el(
      Fragment,
      null,
      el(
        InspectorControls,
        null,
        el(PanelBody, { title: phrases.size }, [sizeField(props, 'width'), sizeField(props, 'height')]),
      ),
      el('div', useBlockProps(), el(Placeholder, { icon, label: title, instructions: hint }, fields)),
    )

  registerBlockType('imbachat-widget/embedding-chat-block', {
    apiVersion: 3,
    title: phrases.chatTitle,
    category: 'widgets',
    icon: 'format-chat',
    supports: { html: false, multiple: false },
    edit: (props) => inEditor(props, { icon: 'format-chat', title: phrases.chatTitle, hint: phrases.chatHint }),
    save: () => null,
  })

  registerBlockType('imbachat-widget/public-chat-block', {
    apiVersion: 3,
    title: phrases.roomTitle,
    category: 'widgets',
    icon: 'groups',
    supports: { html: false },
    edit: (props) =>
      inEditor(props, {
        icon: 'groups',
        title: phrases.roomTitle,
        hint: phrases.roomHint,
        fields: [
          textField(props, 'chatName', phrases.roomName, (name) => name),
          textField(props, 'chatSlug', phrases.roomSlug, (slug) => slug.replaceAll(/\s/g, '_')),
        ],
      }),
    save: () => null,
  })
})()
