-- A number of points for a person, without idle zeros: 9.96, 100.
CREATE OR REPLACE MACRO figure(points) AS
    regexp_replace(format('{:.2f}', points::DOUBLE), '\.?0+$', '');
