-- What another program of the platform has beside the platform's tables
-- (document.sql), and rows of a society that it keeps. One column has the name of one
-- of ours and another type.

ALTER TABLE users ADD COLUMN base_salary numeric(10,2);
ALTER TABLE units ADD COLUMN maintenance_amount numeric(10,2), ADD COLUMN rent_amount numeric(10,2);
ALTER TABLE visitor_logs ADD COLUMN expected_arrival timestamp, ADD COLUMN visitor_type smallint;

CREATE TABLE messages (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    content TEXT NOT NULL,
    user_id UUID REFERENCES users(id),
    parent_id UUID REFERENCES messages(id),
    is_flagged BOOLEAN DEFAULT FALSE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE notifications (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    user_id UUID REFERENCES users(id) ON DELETE CASCADE,
    type VARCHAR(50) NOT NULL,
    message TEXT NOT NULL,
    is_read BOOLEAN DEFAULT FALSE,
    reference_id UUID,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE expenses (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    expense_type VARCHAR(50),
    category VARCHAR(50),
    amount DECIMAL(10, 2),
    description TEXT,
    staff_id UUID REFERENCES users(id),
    payment_status VARCHAR(20),
    payment_date DATE,
    period_month INTEGER,
    period_year INTEGER
);

INSERT INTO roles (name) VALUES ('admin'), ('staff'), ('resident');
INSERT INTO users (id, full_name, email, password_hash, role_id) VALUES
    ('00000000-0000-0000-0000-000000000001', 'Asha Rao', 'asha@web.example', 'x', 1),
    ('00000000-0000-0000-0000-000000000002', 'Vijay More', 'vijay@web.example', 'x', 2),
    ('00000000-0000-0000-0000-000000000003', 'Meera Joshi', 'meera@web.example', 'x', 3);
INSERT INTO blocks (id, name) VALUES ('00000000-0000-0000-0000-0000000000b1', 'Tower A');
INSERT INTO units (id, block_id, unit_number, floor_number, type) VALUES
    ('00000000-0000-0000-0000-000000000101', '00000000-0000-0000-0000-0000000000b1', '101', 1, '2BHK');
INSERT INTO system_config (config_key, config_value, category) VALUES ('billing.maintenance_fee', '4000', 'billing');
-- Rows of every status, as they stood on the day of the upgrade.
INSERT INTO visitor_logs (visitor_name, status, expected_arrival, visitor_type)
    SELECT concat('Stood ', s), s, '2026-01-01 10:00', 2 FROM unnest(ARRAY['pending', 'approved', 'checked_in', 'checked_out', 'denied', NULL]) s;
INSERT INTO maintenance_tickets (category, title, status)
    SELECT 'Lift', concat('Stood ', s), s FROM unnest(ARRAY['open', 'in_progress', 'resolved', 'closed', 'rejected', NULL]) s;
INSERT INTO bills (id, unit_id, bill_type, amount, bill_date, due_date, status, description) VALUES
    ('00000000-0000-0000-0000-0000000000f1', '00000000-0000-0000-0000-000000000101', 'Maintenance', 4000, '2026-01-01', '2026-01-16', 'paid', 'January'),
    ('00000000-0000-0000-0000-0000000000f2', '00000000-0000-0000-0000-000000000101', 'Maintenance', 4000, '2026-02-01', '2026-02-16', 'unpaid', 'February');
INSERT INTO payments (id, bill_id, payer_id, amount_paid, payment_method, transaction_reference, payment_date) VALUES
    ('00000000-0000-0000-0000-0000000000a1', '00000000-0000-0000-0000-0000000000f1', '00000000-0000-0000-0000-000000000003', 4000, 'UPI', 'OLD/1', '2026-01-10 20:00+00');
