-- What happened to one blackout; other entries are not in it, so that a start writes no page more.
CREATE INDEX audit_blackout ON audit (subject, id) WHERE SUBSTR(action, 1, 9) = 'blackout.';
