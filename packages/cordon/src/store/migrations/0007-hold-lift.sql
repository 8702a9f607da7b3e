-- Lifting a hold takes two people: who asked for it first.

alter table legal_hold add column lift_asked_by text, add column lift_asked_at timestamptz;
