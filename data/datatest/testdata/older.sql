-- A society's database made by hand from an older form of the platform's tables,
-- in use by other programs of the platform: what migration has to adopt as it
-- finds it.

CREATE EXTENSION "uuid-ossp";

CREATE TABLE roles (
    id SERIAL PRIMARY KEY,
    name VARCHAR(50) UNIQUE NOT NULL,
    description TEXT
);

-- No deleted_at yet; a column of the app.
CREATE TABLE users (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    full_name VARCHAR(100) NOT NULL,
    email VARCHAR(255) UNIQUE NOT NULL,
    password_hash VARCHAR(255) NOT NULL,
    phone_number VARCHAR(20),
    role_id INTEGER REFERENCES roles(id),
    status VARCHAR(20) DEFAULT 'active' CHECK (status IN ('active', 'inactive', 'banned')),
    profile_picture_url TEXT,
    loyalty_points INTEGER DEFAULT 10,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_users_email ON users(email);

CREATE TABLE blocks (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    name VARCHAR(50) NOT NULL,
    description TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE units (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    block_id UUID REFERENCES blocks(id) ON DELETE CASCADE,
    unit_number VARCHAR(20) NOT NULL,
    floor_number INTEGER NOT NULL,
    type VARCHAR(20) NOT NULL,
    status VARCHAR(20) DEFAULT 'vacant' CHECK (status IN ('occupied', 'vacant', 'under_maintenance')),
    area_sqft NUMERIC,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    UNIQUE(block_id, unit_number)
);

CREATE TABLE user_units (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    user_id UUID REFERENCES users(id) ON DELETE CASCADE,
    unit_id UUID REFERENCES units(id) ON DELETE CASCADE,
    resident_type VARCHAR(20) NOT NULL CHECK (resident_type IN ('owner', 'tenant', 'family_member')),
    is_primary_contact BOOLEAN DEFAULT FALSE,
    move_in_date DATE,
    move_out_date DATE,
    status VARCHAR(20) DEFAULT 'active' CHECK (status IN ('active', 'moved_out')),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP
);

-- The older check, under a name of its own, beside one of the app's.
CREATE TABLE visitor_logs (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    unit_id UUID REFERENCES units(id) ON DELETE SET NULL,
    visitor_name VARCHAR(100) NOT NULL,
    visitor_phone VARCHAR(20),
    purpose VARCHAR(100),
    check_in_time TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    check_out_time TIMESTAMP WITH TIME ZONE,
    vehicle_number VARCHAR(20),
    entry_gate VARCHAR(50),
    approved_by_user_id UUID REFERENCES users(id),
    security_guard_id UUID REFERENCES users(id),
    status VARCHAR(20) DEFAULT 'checked_in'
        CONSTRAINT visit_states CHECK (status IN ('checked_in', 'checked_out', 'denied'))
        CONSTRAINT visit_state_spelt CHECK (status = lower(status)),
    photo_url TEXT
);
CREATE INDEX idx_visitors_check_in ON visitor_logs(check_in_time);

-- No check on priority, no foreign key of the assignee.
CREATE TABLE maintenance_tickets (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    unit_id UUID REFERENCES units(id) ON DELETE CASCADE,
    requester_id UUID REFERENCES users(id),
    category VARCHAR(50) NOT NULL,
    title VARCHAR(100) NOT NULL,
    description TEXT,
    priority VARCHAR(10) DEFAULT 'medium',
    status VARCHAR(20) DEFAULT 'open' CHECK (status IN ('open', 'in_progress', 'resolved', 'closed', 'rejected')),
    assigned_to_id UUID,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    resolved_at TIMESTAMP WITH TIME ZONE
);

CREATE TABLE bills (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    unit_id UUID REFERENCES units(id) ON DELETE CASCADE,
    bill_type VARCHAR(50) NOT NULL,
    amount DECIMAL(10, 2) NOT NULL,
    bill_date DATE NOT NULL,
    due_date DATE NOT NULL,
    status VARCHAR(20) DEFAULT 'unpaid' CHECK (status IN ('unpaid', 'paid', 'overdue', 'partially_paid')),
    description TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE payments (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    bill_id UUID REFERENCES bills(id),
    payer_id UUID REFERENCES users(id),
    amount_paid DECIMAL(10, 2) NOT NULL,
    payment_method VARCHAR(50),
    transaction_reference VARCHAR(100),
    payment_date TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    status VARCHAR(20) DEFAULT 'success'
);

CREATE TABLE announcements (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    title VARCHAR(150) NOT NULL,
    content TEXT NOT NULL,
    author_id UUID REFERENCES users(id),
    target_audience VARCHAR(20) DEFAULT 'all' CHECK (target_audience IN ('all', 'owners', 'tenants', 'staff')),
    is_important BOOLEAN DEFAULT FALSE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    expires_at TIMESTAMP WITH TIME ZONE
);

-- A column of a type that has no equality.
CREATE TABLE audit_logs (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    user_id UUID REFERENCES users(id) ON DELETE SET NULL,
    action VARCHAR(100) NOT NULL,
    resource_type VARCHAR(50),
    resource_id UUID,
    ip_address VARCHAR(45),
    user_agent TEXT,
    details JSONB,
    request JSON,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE system_config (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    config_key VARCHAR(100) UNIQUE NOT NULL,
    config_value TEXT NOT NULL,
    category VARCHAR(50) NOT NULL CHECK (category IN ('billing', 'security', 'notifications', 'general', 'maintenance')),
    description TEXT,
    data_type VARCHAR(20) DEFAULT 'string' CHECK (data_type IN ('string', 'number', 'boolean', 'json')),
    updated_by UUID REFERENCES users(id),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP
);

-- The platform's function, in the app's own words, on one of the two tables.
CREATE FUNCTION update_updated_at_column() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN NEW.updated_at := now(); RETURN NEW; END $$;
CREATE TRIGGER update_users_modtime BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

-- Other programs' own.
CREATE TABLE messages (
    id BIGSERIAL PRIMARY KEY,
    author_id UUID REFERENCES users(id),
    body TEXT,
    status TEXT DEFAULT 'pending'
);
CREATE TABLE parking (
    slot TEXT PRIMARY KEY,
    unit_id UUID REFERENCES units(id),
    vehicle TEXT
);
CREATE INDEX parking_vehicle ON parking(upper(vehicle));
CREATE TABLE schema_migrations (version TEXT PRIMARY KEY);
CREATE TABLE goose_db_version (id SERIAL PRIMARY KEY, version_id BIGINT, is_applied BOOLEAN);
CREATE VIEW inside AS SELECT * FROM visitor_logs WHERE status = 'checked_in';
CREATE FUNCTION messages_shout() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN NEW.body := upper(NEW.body); RETURN NEW; END $$;
CREATE TRIGGER messages_shout BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION messages_shout();

INSERT INTO roles (id, name, description) VALUES
    (1, 'admin', 'Full access'), (2, 'staff', NULL), (3, 'resident', ''), (4, 'treasurer', 'unknown to the desk');
SELECT setval('roles_id_seq', 4);

INSERT INTO users (id, full_name, email, password_hash, phone_number, role_id, status, loyalty_points) VALUES
    ('00000000-0000-0000-0000-000000000001', 'Asha Rao', 'asha@old.example', '$2a$10$x', '98200 12345', 1, 'active', 5),
    ('00000000-0000-0000-0000-000000000002', 'Asha Rao', 'Asha@old.example', '$2a$10$y', NULL, 3, NULL, NULL),
    ('00000000-0000-0000-0000-000000000003', 'मीरा जोशी', 'meera@old.example', '$2a$10$z', '+91-98200-54321', 4, 'banned', 10),
    ('00000000-0000-0000-0000-000000000004', 'No Role', 'norole@old.example', '', '', NULL, 'inactive', 0);

INSERT INTO blocks (id, name) VALUES
    ('00000000-0000-0000-0001-000000000001', 'Tower A'), ('00000000-0000-0000-0001-000000000002', 'Block 1'),
    ('00000000-0000-0000-0001-000000000003', 'Tower A');
INSERT INTO units (id, block_id, unit_number, floor_number, type, status, area_sqft) VALUES
    ('00000000-0000-0000-0002-000000000001', '00000000-0000-0000-0001-000000000001', '101', 1, '2BHK', 'occupied', 850.5),
    ('00000000-0000-0000-0002-000000000002', '00000000-0000-0000-0001-000000000002', '12', 1, '1BHK', NULL, NULL),
    ('00000000-0000-0000-0002-000000000003', NULL, 'Shop 4', 0, 'shop', 'vacant', 120),
    ('00000000-0000-0000-0002-000000000004', NULL, 'Shop 4', 0, 'shop', 'vacant', 120);
INSERT INTO user_units (user_id, unit_id, resident_type, is_primary_contact, status) VALUES
    ('00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0002-000000000001', 'owner', true, 'active'),
    ('00000000-0000-0000-0000-000000000003', '00000000-0000-0000-0002-000000000001', 'tenant', true, NULL),
    ('00000000-0000-0000-0000-000000000003', '00000000-0000-0000-0002-000000000001', 'family_member', NULL, 'moved_out');

INSERT INTO visitor_logs (unit_id, visitor_name, visitor_phone, check_in_time, check_out_time, vehicle_number, status, photo_url) VALUES
    ('00000000-0000-0000-0002-000000000001', 'Ramesh Kumar', '98200 12345', '2025-11-01 08:00+00', NULL, 'mh-12 ab 1234', NULL, 'p1'),
    ('00000000-0000-0000-0002-000000000001', 'Ramesh Kumar', '+919820012345', '2025-10-01 08:00+00', '2025-10-01 08:20+00', 'MH12AB1234', 'checked_out', NULL),
    (NULL, 'Nobody''s guest', NULL, NULL, NULL, NULL, 'denied', NULL),
    ('00000000-0000-0000-0002-000000000002', 'काशी', '', '2025-11-02 23:59:59.999999+00', NULL, '', 'checked_in', NULL);

INSERT INTO maintenance_tickets (unit_id, requester_id, category, title, priority, status, assigned_to_id) VALUES
    ('00000000-0000-0000-0002-000000000001', '00000000-0000-0000-0000-000000000002', 'Plumbing', 'Tap', 'urgent', NULL, NULL),
    ('00000000-0000-0000-0002-000000000002', NULL, 'Lift', 'Stuck', NULL, 'open', '00000000-0000-0000-0000-0000000000ff');

-- Each bill says what migration should make of it: paid, waived, status.
INSERT INTO bills (id, unit_id, bill_type, amount, bill_date, due_date, status, description) VALUES
    ('00000000-0000-0000-0003-000000000001', '00000000-0000-0000-0002-000000000001', 'Maintenance', 1000, '2025-01-01', '2025-01-10', 'paid', '1200.00 0.00 paid'),
    ('00000000-0000-0000-0003-000000000002', '00000000-0000-0000-0002-000000000001', 'Water', 500, '2025-01-01', '2025-01-10', 'unpaid', '500.00 0.00 paid'),
    ('00000000-0000-0000-0003-000000000003', '00000000-0000-0000-0002-000000000001', 'Parking', 300, '2025-01-01', '2099-01-10', 'unpaid', '100.50 0.00 partially_paid'),
    ('00000000-0000-0000-0003-000000000004', '00000000-0000-0000-0002-000000000001', 'Parking', 300, '2025-01-01', '2025-01-10', 'partially_paid', '100.00 0.00 overdue'),
    ('00000000-0000-0000-0003-000000000005', '00000000-0000-0000-0002-000000000002', 'Maintenance', 750.25, '2025-01-01', '2025-01-10', 'paid', '0.00 750.25 paid'),
    ('00000000-0000-0000-0003-000000000006', '00000000-0000-0000-0002-000000000002', 'Maintenance', 900, '2025-01-01', '2025-01-10', 'paid', '400.00 500.00 paid'),
    ('00000000-0000-0000-0003-000000000007', NULL, 'Amenity', 50, '2025-01-01', '2025-01-10', NULL, '0.00 0.00 -'),
    ('00000000-0000-0000-0003-000000000008', '00000000-0000-0000-0002-000000000002', 'Electricity', 60, '2025-01-01', '2025-01-10', 'partially_paid', '0.00 0.00 partially_paid'),
    ('00000000-0000-0000-0003-000000000009', '00000000-0000-0000-0002-000000000002', 'Electricity', 60, '2025-01-01', '2025-01-10', 'unpaid', '0.00 0.00 unpaid');
INSERT INTO payments (bill_id, payer_id, amount_paid, payment_method, status) VALUES
    ('00000000-0000-0000-0003-000000000001', NULL, 700, 'Cash', 'success'),
    ('00000000-0000-0000-0003-000000000001', NULL, 500, 'UPI', NULL),
    ('00000000-0000-0000-0003-000000000002', '00000000-0000-0000-0000-000000000002', 500, 'UPI', 'success'),
    ('00000000-0000-0000-0003-000000000003', NULL, 100.50, 'UPI', 'success'),
    ('00000000-0000-0000-0003-000000000003', NULL, 99, 'UPI', 'failed'),
    ('00000000-0000-0000-0003-000000000004', NULL, 100, 'UPI', 'success'),
    ('00000000-0000-0000-0003-000000000004', NULL, 200, 'UPI', 'pending'),
    ('00000000-0000-0000-0003-000000000006', NULL, 400, 'UPI', 'success'),
    ('00000000-0000-0000-0003-000000000008', NULL, 60, 'UPI', 'failed'),
    (NULL, NULL, 10, NULL, 'success');

INSERT INTO announcements (title, content, target_audience, is_important) VALUES
    ('Water', 'Off tomorrow', NULL, NULL), ('Diwali', 'शुभ दीपावली', 'owners', true);

INSERT INTO audit_logs (user_id, action, details, request, created_at) VALUES
    ('00000000-0000-0000-0000-000000000001', 'USER_LOGIN', '{"before": {"a": 1}, "after": {"a": 2}}', '{"q": 1}', '2025-01-01'),
    ('00000000-0000-0000-0000-000000000004', 'BILL_CREATED', '[1, "two", null]', NULL, '2025-01-02'),
    (NULL, 'USER_LOGOUT', '"just text"', NULL, NULL),
    (NULL, 'MESSAGE_POSTED', '42', NULL, '2025-01-03'),
    (NULL, 'MESSAGE_POSTED', 'null', NULL, '2025-01-03'),
    (NULL, 'MESSAGE_POSTED', NULL, NULL, '2025-01-03');

INSERT INTO system_config (config_key, config_value, category, data_type, updated_by) VALUES
    ('billing.maintenance_fee', '5000', 'billing', 'number', NULL),
    ('general.timezone', 'Mars/Olympus', 'general', NULL, '00000000-0000-0000-0000-000000000001');

INSERT INTO messages (author_id, body) VALUES ('00000000-0000-0000-0000-000000000001', 'hello'), (NULL, NULL);
INSERT INTO parking (slot, unit_id, vehicle) VALUES ('P1', '00000000-0000-0000-0002-000000000001', 'mh12ab1234');
INSERT INTO schema_migrations (version) VALUES ('20250101');
INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, true), (7, true);
