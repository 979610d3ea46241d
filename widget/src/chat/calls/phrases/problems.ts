import type { Group } from '../../i18n/group.ts'

/** Problems that keep a call from starting. */
export const problems = {
  /** what can't be used, and why */
  blocked: {
    microphone: {
      en: 'The chat can’t use your microphone',
      ru: 'Нет доступа к микрофону',
      ar: 'لا يمكن للدردشة استخدام الميكروفون',
      de: 'Der Chat kann Ihr Mikrofon nicht nutzen',
      es: 'El chat no puede usar tu micrófono',
      fr: 'Le chat ne peut pas utiliser votre micro',
    },
    camera: {
      en: 'The chat can’t use your camera',
      ru: 'Нет доступа к камере',
      ar: 'لا يمكن للدردشة استخدام الكاميرا',
      de: 'Der Chat kann Ihre Kamera nicht nutzen',
      es: 'El chat no puede usar tu cámara',
      fr: 'Le chat ne peut pas utiliser votre caméra',
    },
    screen: {
      en: 'The chat can’t share your screen',
      ru: 'Не удаётся показать экран',
      ar: 'لا يمكن للدردشة مشاركة شاشتك',
      de: 'Der Chat kann Ihren Bildschirm nicht teilen',
      es: 'El chat no puede compartir tu pantalla',
      fr: 'Le chat ne peut pas partager votre écran',
    },
  },
  blockedBy: {
    insecure: {
      en: 'Browsers allow it on secure pages (https) only. Tell the owner of the site.',
      ru: 'Браузеры разрешают это только на защищённых страницах (https). Сообщите владельцу сайта.',
      ar: 'تسمح المتصفحات بذلك في الصفحات الآمنة (https) فقط. أبلغ مالك الموقع.',
      de: 'Browser erlauben das nur auf sicheren Seiten (https). Sagen Sie es dem Betreiber der Website.',
      es: 'Los navegadores solo lo permiten en páginas seguras (https). Avisa al dueño del sitio.',
      fr: 'Les navigateurs ne l’autorisent que sur les pages sûres (https). Prévenez le propriétaire du site.',
    },
    site: {
      en: 'This site doesn’t allow it in its pages. Continue in a window, or tell the owner of the site.',
      ru: 'Этот сайт не разрешает это на своих страницах. Продолжите в окне или сообщите владельцу сайта.',
      ar: 'لا يسمح هذا الموقع بذلك في صفحاته. تابع في نافذة أو أبلغ مالك الموقع.',
      de: 'Diese Website erlaubt es auf ihren Seiten nicht. Fahren Sie in einem Fenster fort, oder sagen Sie es dem Betreiber.',
      es: 'Este sitio no lo permite en sus páginas. Continúa en una ventana o avisa al dueño del sitio.',
      fr: 'Ce site ne l’autorise pas dans ses pages. Continuez dans une fenêtre ou prévenez son propriétaire.',
    },
    browser: {
      en: 'The browser blocks it. Press the icon beside the address of the page, allow it, and try again.',
      ru: 'Доступ закрыт в браузере. Нажмите на значок рядом с адресом страницы, разрешите доступ и попробуйте снова.',
      ar: 'المتصفح يمنع ذلك. اضغط على الرمز بجانب عنوان الصفحة، واسمح به، ثم حاول مجددًا.',
      de: 'Der Browser blockiert es. Klicken Sie auf das Symbol neben der Adresse der Seite, erlauben Sie es und versuchen Sie es erneut.',
      es: 'El navegador lo bloquea. Pulsa el icono junto a la dirección de la página, permítelo e inténtalo de nuevo.',
      fr: 'Le navigateur le bloque. Appuyez sur l’icône à côté de l’adresse de la page, autorisez-le et réessayez.',
    },
    system: {
      en: 'Your system doesn’t let the browser use it. Allow it in the system’s privacy settings, and try again.',
      ru: 'Система не даёт браузеру доступ. Разрешите его в настройках конфиденциальности системы и попробуйте снова.',
      ar: 'لا يسمح نظامك للمتصفح بذلك. اسمح به في إعدادات الخصوصية للنظام ثم حاول مجددًا.',
      de: 'Ihr System lässt es den Browser nicht nutzen. Erlauben Sie es in den Datenschutz-Einstellungen des Systems und versuchen Sie es erneut.',
      es: 'Tu sistema no deja que el navegador lo use. Permítelo en los ajustes de privacidad del sistema e inténtalo de nuevo.',
      fr: 'Votre système ne laisse pas le navigateur l’utiliser. Autorisez-le dans les réglages de confidentialité et réessayez.',
    },
    inUse: {
      en: 'Another program uses it. Close that program, and try again.',
      ru: 'Его использует другая программа. Закройте её и попробуйте снова.',
      ar: 'برنامج آخر يستخدمه. أغلقه ثم حاول مجددًا.',
      de: 'Ein anderes Programm nutzt es. Schließen Sie das Programm und versuchen Sie es erneut.',
      es: 'Otro programa lo usa. Ciérralo e inténtalo de nuevo.',
      fr: 'Un autre programme l’utilise. Fermez-le et réessayez.',
    },
  },
  /** what this device lacks */
  none: {
    microphone: {
      en: 'This device has no microphone. Connect one, and try again.',
      ru: 'На этом устройстве нет микрофона. Подключите его и попробуйте снова.',
      ar: 'لا يوجد ميكروفون في هذا الجهاز. وصّل واحدًا ثم حاول مجددًا.',
      de: 'Dieses Gerät hat kein Mikrofon. Schließen Sie eines an und versuchen Sie es erneut.',
      es: 'Este dispositivo no tiene micrófono. Conecta uno e inténtalo de nuevo.',
      fr: 'Cet appareil n’a pas de micro. Branchez-en un et réessayez.',
    },
    camera: {
      en: 'This device has no camera. Connect one, and try again.',
      ru: 'На этом устройстве нет камеры. Подключите её и попробуйте снова.',
      ar: 'لا توجد كاميرا في هذا الجهاز. وصّل واحدة ثم حاول مجددًا.',
      de: 'Dieses Gerät hat keine Kamera. Schließen Sie eine an und versuchen Sie es erneut.',
      es: 'Este dispositivo no tiene cámara. Conecta una e inténtalo de nuevo.',
      fr: 'Cet appareil n’a pas de caméra. Branchez-en une et réessayez.',
    },
    screen: {
      en: 'This device has no screen.',
      ru: 'На этом устройстве нет экрана, который можно показать.',
      ar: 'لا توجد شاشة يمكن مشاركتها في هذا الجهاز.',
      de: 'Dieses Gerät hat keinen Bildschirm, der sich teilen lässt.',
      es: 'Este dispositivo no tiene ninguna pantalla que se pueda compartir.',
      fr: 'Cet appareil n’a pas d’écran à partager.',
    },
  },
  /** a firewall, or a network that is too strict */
  noPath: {
    title: {
      en: 'No connection for sound and video',
      ru: 'Звук и видео не проходят',
      ar: 'تعذّر توصيل الصوت والفيديو',
      de: 'Keine Verbindung für Ton und Bild',
      es: 'No hay conexión para audio y video',
      fr: 'Pas de connexion pour le son et l’image',
    },
    hint: {
      en: 'A firewall is in the way: your network’s, or the chat server’s. Try another network, or tell the site’s owner.',
      ru: 'Мешает файрвол вашей сети или сервера чата. Попробуйте другую сеть или сообщите владельцу сайта.',
      ar: 'يمنع ذلك جدار حماية في شبكتك أو في خادم الدردشة. جرّب شبكة أخرى أو أبلغ مالك الموقع.',
      de: 'Eine Firewall blockiert: in Ihrem Netz oder am Chatserver. Versuchen Sie ein anderes Netz, oder sagen Sie es dem Betreiber.',
      es: 'Lo impide un firewall: el de tu red o el del servidor del chat. Prueba otra red o avisa al dueño del sitio.',
      fr: 'Un pare-feu bloque : celui de votre réseau ou du serveur. Essayez un autre réseau ou prévenez le propriétaire du site.',
    },
  },
  notCalled: {
    en: 'The call didn’t start',
    ru: 'Не удалось позвонить',
    ar: 'لم تبدأ المكالمة',
    de: 'Der Anruf kam nicht zustande',
    es: 'La llamada no se inició',
    fr: 'L’appel n’a pas commencé',
  },
} as const satisfies Group
