<?php
/**
 * WordPress' tools for personal data: what the plugin gives away, and erasing a user in the chat.
 *
 * @package ImbaChat
 */

defined( 'ABSPATH' ) || exit;

add_filter(
	'wp_privacy_personal_data_exporters',
	static function ( $exporters ) {
		$exporters['imbachat'] = array(
			'exporter_friendly_name' => __( 'Chat', 'self-hosted-user-chat' ),
			'callback'               => 'imbachat_export_personal_data',
		);
		return $exporters;
	}
);
add_filter(
	'wp_privacy_personal_data_erasers',
	static function ( $erasers ) {
		$erasers['imbachat'] = array(
			'eraser_friendly_name' => __( 'Chat', 'self-hosted-user-chat' ),
			'callback'             => 'imbachat_erase_personal_data',
		);
		return $erasers;
	}
);
add_action(
	'admin_init',
	static function () {
		wp_add_privacy_policy_content( IMBACHAT_NAME, wpautop( esc_html( imbachat_privacy_text() ) ) );
	}
);

function imbachat_privacy_text() {
	return __( 'The chat stores the messages and files that users send, and their name, avatar, profile address, email address and role, on the chat server of this site. It stores who is in which conversation, and when a user was last seen.', 'self-hosted-user-chat' );
}

/**
 * What the chat server gets of the user. Conversations have other people's words too: the site's owner exports them in the dashboard.
 */
function imbachat_export_personal_data( $email_address ) {
	$user       = get_user_by( 'email', $email_address );
	$connection = imbachat_connection();
	$items      = array();
	if ( $user && null !== $connection ) {
		$data = array(
			array(
				'name'  => __( 'Chat server', 'self-hosted-user-chat' ),
				'value' => $connection['chat_url'],
			),
		);
		foreach ( imbachat_user_card( $user ) as $name => $value ) {
			$data[] = array(
				'name'  => $name,
				'value' => (string) $value,
			);
		}
		$data[]  = array(
			'name'  => __( 'Conversations', 'self-hosted-user-chat' ),
			'value' => __( 'In the chat server’s dashboard, open People, choose this user and press “Download as JSON”.', 'self-hosted-user-chat' ),
		);
		$items[] = array(
			'group_id'    => 'imbachat',
			'group_label' => __( 'Chat', 'self-hosted-user-chat' ),
			'item_id'     => 'imbachat-' . $user->ID,
			'data'        => $data,
		);
	}
	return array(
		'data' => $items,
		'done' => true,
	);
}

function imbachat_erase_personal_data( $email_address ) {
	$user   = get_user_by( 'email', $email_address );
	$answer = $user ? imbachat_call( 'erase_user', array( 'user_id' => $user->ID, 'confirm' => $user->ID ) ) : null;
	$failed = is_wp_error( $answer );
	return array(
		'items_removed'  => is_array( $answer ),
		'items_retained' => $failed,
		/* translators: %s: what the server said, in English */
		'messages'       => $failed ? array( sprintf( __( 'The chat server did not erase this user: %s', 'self-hosted-user-chat' ), $answer->get_error_message() ) ) : array(),
		'done'           => true,
	);
}
