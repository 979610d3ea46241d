<?php
/**
 * Removes everything that the plugin stored, on each site of a network.
 *
 * @package ImbaChat
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

function imbachat_forget_everything() {
	delete_option( 'imbachat_connection' );
	delete_option( 'imbachat_settings' );
	wp_unschedule_hook( 'imbachat_end_sessions_later' );
}

if ( is_multisite() ) {
	foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) as $imbachat_site ) {
		switch_to_blog( $imbachat_site );
		imbachat_forget_everything();
		restore_current_blog();
	}
} else {
	imbachat_forget_everything();
}
