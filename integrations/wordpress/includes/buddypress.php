<?php
/**
 * BuddyPress: a Messages tab with the chat, and a "Message" button on members' pages.
 *
 * @package ImbaChat
 */

defined( 'ABSPATH' ) || exit;

add_action(
	'bp_setup_nav',
	static function () {
		// BuddyPress' own messages, where the site uses them, keep their tab.
		if ( null === imbachat_connection() || ! bp_is_my_profile() || bp_is_active( 'messages' ) ) {
			return;
		}
		bp_core_new_nav_item(
			array(
				'name'                    => __( 'Messages', 'self-hosted-user-chat' ),
				'slug'                    => 'messages',
				'position'                => 50,
				'show_for_displayed_user' => false,
				'default_subnav_slug'     => 'messages',
				'screen_function'         => 'imbachat_messages_screen',
			)
		);
	},
	100
);

function imbachat_messages_screen() {
	add_action(
		'bp_template_content',
		static function () {
			echo imbachat_whole_chat( '', 600, 'chat_messages' ); // phpcs:ignore WordPress.Security.EscapeOutput -- escaped inside.
		}
	);
	bp_core_load_template( 'members/single/plugins' );
}

add_action(
	'bp_member_header_actions',
	static function () {
		if ( is_user_logged_in() && ! bp_is_my_profile() ) {
			echo '<div class="generic-button">' . imbachat_message_shortcode( array( 'user' => bp_displayed_user_id() ) ) . '</div>'; // phpcs:ignore WordPress.Security.EscapeOutput -- escaped inside.
		}
	}
);
