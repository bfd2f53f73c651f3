"""What every recorded fault of a real Odoo is classed as: class and code, and the captures' names."""

from hub.errors import (
    AffluentError,
    BusinessError,
    ContractError,
    CredentialsError,
    TransientError,
)
from odoo_bridge.odoo.errors import RightsError, SessionExpiredError, SetupError

CLASSED: dict[tuple[type[AffluentError], str], str] = {
    # the connection pauses until a person types a new key
    (CredentialsError, "odoo_key_refused"): """
        17/connection_db_list
        17/jsonrpc_execute_wrong_key
        19/connection_db_list
        19/json2_basic_instead_of_bearer
        19/json2_expired_key
        19/json2_no_authorization_header
        19/json2_wrong_key
        19/jsonrpc_execute_wrong_key
    """,
    # one new login is tried first
    (SessionExpiredError, "odoo_session_expired"): """
        17/web_call_kw_session_expired
        19/web_call_kw_session_expired
    """,
    # the connection points to the wrong place; no order is to blame
    (SetupError, "odoo_database_unknown"): """
        17/jsonrpc_authenticate_wrong_db
        17/jsonrpc_execute_wrong_db
        19/json2_unknown_database
        19/jsonrpc_authenticate_wrong_db
        19/jsonrpc_execute_wrong_db
    """,
    # an app is missing
    (SetupError, "odoo_not_found"): """
        19/connection_model_missing
        19/json2_unknown_method
        19/json2_unknown_model
        19/json2_unknown_path
    """,
    # the user lacks a group
    (RightsError, "odoo_rights_missing"): """
        17/connection_access_list
        17/connection_fields
        17/connection_models
        17/connection_parameters
        17/connection_precision
        17/delivery_external_ids_search_denied
        17/delivery_pickings_read_as_hub_ro
        17/invoice_area_search_as_hub_ro
        17/jsonrpc_accesserror_create_partner
        17/jsonrpc_accesserror_create_sale_order
        17/jsonrpc_accesserror_ir_model_data
        17/jsonrpc_accesserror_post_invoice_as_salesman
        17/jsonrpc_accesserror_read_invoices
        17/jsonrpc_picking_button_validate_accesserror
        17/jsonrpc_private_method
        17/jsonrpc_quant_create_accesserror
        17/multicompany_read_hidden_order
        17/multicompany_single_user_other_company
        17/purchase_read_denied
        17/stock_set_by_user_without_inventory_rights_create
        19/connection_access_list
        19/connection_fields
        19/connection_models
        19/connection_parameters
        19/connection_precision
        19/delivery_external_ids_search_denied
        19/delivery_pickings_read_as_hub_ro
        19/invoice_area_search_as_hub_ro
        19/json2_accesserror_create_partner
        19/json2_accesserror_create_sale_order
        19/json2_accesserror_ir_model_data
        19/json2_accesserror_post_invoice_as_salesman
        19/json2_accesserror_read_invoices
        19/json2_picking_button_validate_accesserror
        19/json2_private_method
        19/json2_quant_create_accesserror
        19/json2_search_read_extra_argument
        19/jsonrpc_accesserror_create_partner
        19/jsonrpc_accesserror_create_sale_order
        19/jsonrpc_accesserror_ir_model_data
        19/jsonrpc_accesserror_post_invoice_as_salesman
        19/jsonrpc_accesserror_read_invoices
        19/jsonrpc_picking_button_validate_accesserror
        19/jsonrpc_private_method
        19/jsonrpc_quant_create_accesserror
        19/multicompany_read_hidden_order
        19/multicompany_single_user_other_company
        19/purchase_read_denied
        19/stock_set_by_user_without_inventory_rights_create
    """,
    # Odoo or a rule of it refuses this order; `load` tells no more than a text
    (BusinessError, "odoo_refused"): """
        19/json2_cancelled_invoice_nothing_to_invoice
        19/json2_invoice_post_inactive_currency
        17/catalogue_category_load_by_plain_user
        17/catalogue_product_load_by_hub_full
        17/catalogue_product_load_by_plain_user
        17/catalogue_product_load_duplicate_barcode
        17/catalogue_variant_load_existing_combination
        17/connection_model_missing
        17/connection_write_probe_no_right
        17/connection_write_probe_that_cannot_succeed
        17/delivery_external_id_by_export_data
        17/jsonrpc_invoice_post_again_usererror
        17/jsonrpc_invoice_wizard_nothing_to_invoice
        17/jsonrpc_load_error_unknown_external_id
        17/jsonrpc_missing_required_field
        17/jsonrpc_partner_load_invalid_vat
        17/jsonrpc_payment_post_again
        17/jsonrpc_payment_reconcile_again
        17/jsonrpc_payment_register_again_nothing_to_pay
        17/jsonrpc_sale_order_confirm_again_usererror
        17/jsonrpc_sale_order_create_duplicate_unique_key
        17/jsonrpc_sale_order_load_error_bad_product
        17/jsonrpc_unknown_model
        17/jsonrpc_vat_invalid_validationerror
        17/multicompany_order_partner_of_other_company
        17/multicompany_overwrite_hidden_record
        17/purchase_order_cancel_received
        17/purchase_supplierinfo_load_by_hub_full
        17/stock_set_by_inventory_user_apply
        17/webhook_server_action_create_group_restricted_field
        19/catalogue_product_load_duplicate_barcode
        19/catalogue_variant_load_existing_combination
        19/connection_write_probe_no_right
        19/connection_write_probe_that_cannot_succeed
        19/delivery_external_id_by_export_data
        19/json2_invoice_post_again_usererror
        19/json2_invoice_wizard_nothing_to_invoice
        19/json2_load_error_unknown_external_id
        19/json2_missing_required_field
        19/json2_partner_load_invalid_vat
        19/json2_payment_reconcile_again
        19/json2_payment_register_again_nothing_to_pay
        19/json2_sale_order_confirm_again_usererror
        19/json2_sale_order_create_duplicate_unique_key
        19/json2_sale_order_load_error_bad_product
        19/json2_vat_invalid_validationerror
        19/jsonrpc_invoice_post_again_usererror
        19/jsonrpc_invoice_wizard_nothing_to_invoice
        19/jsonrpc_missing_required_field
        19/jsonrpc_payment_reconcile_again
        19/jsonrpc_payment_register_again_nothing_to_pay
        19/jsonrpc_sale_order_confirm_again_usererror
        19/jsonrpc_sale_order_create_duplicate_unique_key
        19/jsonrpc_sale_order_load_error_bad_product
        19/jsonrpc_unknown_model
        19/jsonrpc_vat_invalid_validationerror
        19/multicompany_order_load_company_column_not_allowed
        19/multicompany_order_partner_of_other_company
        19/multicompany_overwrite_hidden_record
        19/webhook_group_restricted_field_blocks_writes
    """,
    # somebody deleted or merged what was named
    (BusinessError, "odoo_record_gone"): """
        17/jsonrpc_foreign_key_missing
        17/jsonrpc_missing_record_action
        17/jsonrpc_missing_record_write
        19/json2_foreign_key_missing
        19/json2_missing_record_action
        19/json2_missing_record_write
        19/jsonrpc_foreign_key_missing
        19/jsonrpc_missing_record_action
        19/jsonrpc_missing_record_write
    """,
    # we said it wrongly: also with a status of 500
    (ContractError, "odoo_call_not_understood"): """
        17/connection_has_access
        17/jsonrpc_bad_date_value
        17/jsonrpc_bad_selection_value
        17/jsonrpc_create_without_args
        17/jsonrpc_date_with_T_and_Z
        17/jsonrpc_invalid_field_create
        17/jsonrpc_invalid_field_read
        17/jsonrpc_invalid_field_search
        17/jsonrpc_unknown_method
        17/jsonrpc_unknown_service
        19/json2_bad_date_value
        19/json2_bad_json
        19/json2_bad_selection_value
        19/json2_create_with_ids
        19/json2_date_with_T_and_Z
        19/json2_invalid_field_create
        19/json2_invalid_field_read
        19/json2_invalid_field_search
        19/json2_positional_args_not_supported
        19/json2_unexpected_keyword_argument
        19/json2_write_missing_argument
        19/jsonrpc_bad_date_value
        19/jsonrpc_bad_selection_value
        19/jsonrpc_create_without_args
        19/jsonrpc_date_with_T_and_Z
        19/jsonrpc_invalid_field_create
        19/jsonrpc_invalid_field_read
        19/jsonrpc_invalid_field_search
        19/jsonrpc_unknown_method
        19/jsonrpc_unknown_service
        19/purchase_company_settings
    """,
    # no JSON at all
    (ContractError, "odoo_answer_unreadable"): """
        17/jsonrpc_bad_json
        19/json2_get_instead_of_post
        19/json2_wrong_content_type
        19/jsonrpc_bad_json
    """,
    # Odoo's own tries are used up, or a race for a record was lost
    (TransientError, "odoo_busy"): """
        17/jsonrpc_sale_order_load_concurrent_loser
        17/jsonrpc_serialization_failure
        19/json2_sale_order_load_concurrent_loser
        19/json2_serialization_failure
        19/jsonrpc_sale_order_load_concurrent_loser
    """,
}
