<?php
/**
 * Plugin Name:       Self-Hosted User Chat
 * Description:       Chat between the users of your site, on your own ImbaChat server. Connects by a one-time code.
 * Version:           1.0.0
 * Requires at least: 6.4
 * Requires PHP:      7.4
 * Author:            Self-Hosted User Chat contributors
 * License:           GPL-2.0-or-later
 * License URI:       https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:       self-hosted-user-chat
 * Domain Path:       /languages
 *
 * This program is free software; you can redistribute it and/or modify it under the terms of the GNU General Public License
 * as published by the Free Software Foundation; either version 2 of the License, or (at your option) any later version.
 *
 * @package ImbaChat
 */

defined( 'ABSPATH' ) || exit;

// An earlier copy under another name is active.
if ( defined( 'IMBACHAT_FILE' ) ) {
	return;
}

define( 'IMBACHAT_FILE', __FILE__ );
define( 'IMBACHAT_VERSION', '1.0.0' );
/** As people see it. */
define( 'IMBACHAT_NAME', 'Self-Hosted User Chat' );

require_once __DIR__ . '/includes/options.php';
require_once __DIR__ . '/includes/token.php';
require_once __DIR__ . '/includes/sessions.php';
require_once __DIR__ . '/includes/privacy.php';
require_once __DIR__ . '/includes/connect.php';
require_once __DIR__ . '/includes/rest.php';
require_once __DIR__ . '/includes/page.php';
require_once __DIR__ . '/includes/shortcodes.php';
require_once __DIR__ . '/includes/blocks.php';
require_once __DIR__ . '/includes/buddypress.php';

if ( is_admin() ) {
	require_once __DIR__ . '/includes/settings-page.php';
}

add_action(
	'init',
	static function () {
		load_plugin_textdomain( 'self-hosted-user-chat', false, dirname( plugin_basename( IMBACHAT_FILE ) ) . '/languages' );
	},
	1
);
