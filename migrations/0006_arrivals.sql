-- New accounts are counted by address too; `failures` is then how many there were.
ALTER TABLE login_attempts DROP CONSTRAINT login_attempts_kind_check;
ALTER TABLE login_attempts
    ADD CONSTRAINT login_attempts_kind_check CHECK (kind IN ('account', 'address', 'arrivals'));
