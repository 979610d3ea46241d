import { chooseLanguage, common, isLanguage, LANGUAGES, language } from '../../i18n/index.ts'
import { chooseTheme, THEMES, type Theme, theme } from '../../theme.ts'
import { Icon, type IconName } from '../icon.tsx'

const icons: Record<Theme, IconName> = { system: 'screen', light: 'sun', dark: 'moon' }

/** Language and theme of the dashboard itself. */
export function Choices() {
  return (
    <div class="choices">
      <select
        class="choice-language"
        aria-label={common('app.language')}
        value={language.value}
        onChange={(event) => {
          if (isLanguage(event.currentTarget.value)) chooseLanguage(event.currentTarget.value)
        }}
      >
        {Object.entries(LANGUAGES).map(([tag, name]) => (
          <option key={tag} value={tag} lang={tag} selected={tag === language.value}>
            {name}
          </option>
        ))}
      </select>
      <fieldset class="choice-theme" aria-label={common('app.theme')}>
        {THEMES.map((name) => (
          <button
            key={name}
            class="choice-theme-button"
            type="button"
            aria-pressed={theme.value === name}
            aria-label={common(`theme.${name}`)}
            title={common(`theme.${name}`)}
            onClick={() => chooseTheme(name)}
          >
            <Icon name={icons[name]} />
          </button>
        ))}
      </fieldset>
    </div>
  )
}
