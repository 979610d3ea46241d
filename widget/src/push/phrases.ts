import type { Language } from '@imbachat/protocol/phrases/languages'

/** Texts of the window in which the browser asks for permission. `{host}` is that of the chat's server. */
export interface WindowPhrases {
  title: string
  explain: string
  turnOn: string
  /** the browser is asked */
  working: string
  done: string
  close: string
  retry: string
  denied: string
  unsupported: string
  ios: string
  /** the window knows no ticket, or it was used or is too old */
  expired: string
  failed: string
}

export const PHRASES: Record<Language, WindowPhrases> = {
  en: {
    title: 'Notifications',
    explain: 'Learn of new messages while the site is closed. Your browser will ask for permission.',
    turnOn: 'Turn on notifications',
    working: 'Turning on…',
    done: 'Notifications are on.',
    close: 'Close',
    retry: 'Try again',
    denied:
      'Your browser blocks notifications of {host}. Press the icon beside the address, allow notifications, and try ' +
      'again. Private windows don’t allow them.',
    unsupported: 'This browser can’t show notifications here. Private windows can’t either.',
    ios:
      'On iPhone and iPad, notifications work from the Home Screen: in Safari, tap Share, then “Add to Home Screen”. ' +
      'Open the site from there.',
    expired: 'This window is too old. Close it and turn on notifications in the chat again.',
    failed: 'Couldn’t turn on notifications. Check your connection and try again.',
  },
  ru: {
    title: 'Уведомления',
    explain: 'Узнавайте о новых сообщениях, когда сайт закрыт. Браузер попросит разрешения.',
    turnOn: 'Включить уведомления',
    working: 'Включаем…',
    done: 'Уведомления включены.',
    close: 'Закрыть',
    retry: 'Повторить',
    denied:
      'Браузер блокирует уведомления от {host}. Нажмите на значок рядом с адресом, разрешите уведомления и ' +
      'попробуйте ещё раз. В приватном окне они недоступны.',
    unsupported: 'Этот браузер не может показывать здесь уведомления. В приватном окне они недоступны.',
    ios:
      'На iPhone и iPad уведомления работают с экрана «Домой»: в Safari нажмите «Поделиться», затем «На экран ' +
      '„Домой“». Откройте сайт оттуда.',
    expired: 'Это окно устарело. Закройте его и включите уведомления в чате ещё раз.',
    failed: 'Не удалось включить уведомления. Проверьте соединение и попробуйте ещё раз.',
  },
  ar: {
    title: 'الإشعارات',
    explain: 'اعرف بالرسائل الجديدة والموقع مغلق. سيطلب منك المتصفح الإذن.',
    turnOn: 'تشغيل الإشعارات',
    working: 'جارٍ التشغيل…',
    done: 'تم تشغيل الإشعارات.',
    close: 'إغلاق',
    retry: 'إعادة المحاولة',
    denied:
      'يحظر متصفحك إشعارات {host}. اضغط على الرمز بجانب العنوان، واسمح بالإشعارات، ثم حاول مرة أخرى. ' +
      'لا تعمل الإشعارات في النوافذ الخاصة.',
    unsupported: 'لا يمكن لهذا المتصفح عرض الإشعارات هنا، ولا تعمل في النوافذ الخاصة.',
    ios:
      'على iPhone وiPad تعمل الإشعارات من الشاشة الرئيسية: في Safari اضغط «مشاركة» ثم «إضافة إلى الشاشة الرئيسية»، ' +
      'وافتح الموقع من هناك.',
    expired: 'هذه النافذة قديمة. أغلقها وشغّل الإشعارات من الدردشة مرة أخرى.',
    failed: 'تعذّر تشغيل الإشعارات. تحقق من الاتصال وحاول مرة أخرى.',
  },
  de: {
    title: 'Benachrichtigungen',
    explain: 'Erfahren Sie von neuen Nachrichten, auch wenn die Website geschlossen ist. Ihr Browser fragt Sie gleich.',
    turnOn: 'Benachrichtigungen einschalten',
    working: 'Wird eingeschaltet …',
    done: 'Benachrichtigungen sind eingeschaltet.',
    close: 'Schließen',
    retry: 'Erneut versuchen',
    denied:
      'Ihr Browser blockiert Benachrichtigungen von {host}. Klicken Sie auf das Symbol neben der Adresse, erlauben ' +
      'Sie Benachrichtigungen und versuchen Sie es erneut. In privaten Fenstern gibt es keine.',
    unsupported: 'Dieser Browser kann hier keine Benachrichtigungen zeigen, private Fenster auch nicht.',
    ios:
      'Auf iPhone und iPad kommen Benachrichtigungen vom Home-Bildschirm: Tippen Sie in Safari auf „Teilen“, dann ' +
      'auf „Zum Home-Bildschirm“. Öffnen Sie die Website von dort.',
    expired: 'Dieses Fenster ist veraltet. Schließen Sie es und schalten Sie Benachrichtigungen im Chat erneut ein.',
    failed:
      'Benachrichtigungen konnten nicht eingeschaltet werden. Prüfen Sie die Verbindung und versuchen Sie es erneut.',
  },
  es: {
    title: 'Notificaciones',
    explain: 'Entérate de los mensajes nuevos con el sitio cerrado. Tu navegador te pedirá permiso.',
    turnOn: 'Activar notificaciones',
    working: 'Activando…',
    done: 'Las notificaciones están activadas.',
    close: 'Cerrar',
    retry: 'Reintentar',
    denied:
      'Tu navegador bloquea las notificaciones de {host}. Pulsa el icono junto a la dirección, permite las ' +
      'notificaciones y vuelve a intentarlo. En ventanas privadas no se permiten.',
    unsupported: 'Este navegador no puede mostrar notificaciones aquí. Las ventanas privadas tampoco.',
    ios:
      'En iPhone y iPad, las notificaciones funcionan desde la pantalla de inicio: en Safari, toca Compartir y luego ' +
      '«Añadir a pantalla de inicio». Abre el sitio desde ahí.',
    expired: 'Esta ventana es demasiado antigua. Ciérrala y activa las notificaciones en el chat otra vez.',
    failed: 'No se pudieron activar las notificaciones. Revisa tu conexión e inténtalo de nuevo.',
  },
  fr: {
    title: 'Notifications',
    explain:
      'Soyez prévenu des nouveaux messages quand le site est fermé. Votre navigateur va demander l’autorisation.',
    turnOn: 'Activer les notifications',
    working: 'Activation…',
    done: 'Les notifications sont activées.',
    close: 'Fermer',
    retry: 'Réessayer',
    denied:
      'Votre navigateur bloque les notifications de {host}. Cliquez sur l’icône à côté de l’adresse, autorisez les ' +
      'notifications, puis réessayez. Les fenêtres privées ne les permettent pas.',
    unsupported: 'Ce navigateur ne peut pas afficher de notifications ici. Les fenêtres privées non plus.',
    ios:
      'Sur iPhone et iPad, les notifications passent par l’écran d’accueil : dans Safari, touchez Partager, puis ' +
      '« Sur l’écran d’accueil ». Ouvrez le site depuis cet écran.',
    expired: 'Cette fenêtre est trop ancienne. Fermez-la et activez à nouveau les notifications dans le chat.',
    failed: 'Impossible d’activer les notifications. Vérifiez votre connexion et réessayez.',
  },
}
