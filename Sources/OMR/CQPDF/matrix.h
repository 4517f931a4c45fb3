#ifndef CQPDF_MATRIX_H
#define CQPDF_MATRIX_H

#include <algorithm>
#include <cmath>

struct Box {
    double left, bottom, right, top;

    double width() const { return right - left; }
    double height() const { return top - bottom; }

    Box common(const Box &other) const {
        return {std::max(left, other.left), std::max(bottom, other.bottom), std::min(right, other.right),
                std::min(top, other.top)};
    }

    /// Whether another box lies in it, but for a small part of that box's size.
    bool holds(const Box &other, double part) const {
        const double x = part * other.width(), y = part * other.height();
        return other.left >= left - x && other.right <= right + x && other.bottom >= bottom - y && other.top <= top + y;
    }
};

/// PDF's six numbers (ISO 32000-1, 8.3.3): x' = ax + cy + e, y' = bx + dy + f.
struct Matrix {
    double a = 1, b = 0, c = 0, d = 1, e = 0, f = 0;

    /// This one first, the other one then.
    Matrix then(const Matrix &o) const {
        return {a * o.a + b * o.c, a * o.b + b * o.d, c * o.a + d * o.c, c * o.b + d * o.d,
                e * o.a + f * o.c + o.e, e * o.b + f * o.d + o.f};
    }

    /// Whether the sides of a box stay along the page's, but for 1 in 50: rounding, and no turned page.
    bool is_straight() const {
        const double upright = std::min(std::abs(a), std::abs(d)), lying = std::min(std::abs(b), std::abs(c));
        return std::max(std::abs(b), std::abs(c)) < upright / 50 || std::max(std::abs(a), std::abs(d)) < lying / 50;
    }

    /// What holds a box that is moved by it.
    Box around(const Box &box) const {
        const double xs[] = {box.left, box.right, box.left, box.right}, ys[] = {box.bottom, box.bottom, box.top, box.top};
        Box all{INFINITY, INFINITY, -INFINITY, -INFINITY};
        for (int corner = 0; corner < 4; corner++) {
            const double x = a * xs[corner] + c * ys[corner] + e, y = b * xs[corner] + d * ys[corner] + f;
            all = {std::min(all.left, x), std::min(all.bottom, y), std::max(all.right, x), std::max(all.top, y)};
        }
        return all;
    }
};

#endif
