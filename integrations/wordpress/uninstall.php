<?php
/**
 * Removes everything that the plugin stored.
 *
 * @package ImbaChat
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

delete_option( 'imbachat_connection' );
delete_option( 'imbachat_settings' );
